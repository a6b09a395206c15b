import { byId, setText } from '../dom.js'

/**
 * Asks for the monitor's token.
 *
 * @param {string} problem What was wrong with the last one; empty at first.
 * @returns {Promise<string>}
 */
export function askForToken(problem) {
  const dialog = byId('sign-in', HTMLDialogElement)
  const form = byId('sign-in-form', HTMLFormElement)
  const input = byId('token', HTMLInputElement)
  setText(byId('sign-in-problem'), problem)
  input.value = ''
  if (!dialog.open) dialog.showModal()
  // There is nothing to see behind it, so it stays.
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  return new Promise((resolve) => {
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault()
        dialog.close()
        resolve(input.value.trim())
      },
      { once: true },
    )
  })
}
