import { byId, element, setText, showList } from '../dom.js'
import { money, percent, price, shortTime, words } from '../format.js'
import { reasoning } from './reasoning.js'

/** @import { Currency } from '@betting-advisor/core' */
/** @import { Model, NumberedAdvice } from '../model.js' */

const SHOWN = 80

/**
 * The feed of advice. It stands still while it is being read, and says how much has come meanwhile.
 *
 * @param {Model} model
 */
export function showAdvice(model) {
  const list = byId('advice-list')
  const more = byId('advice-new', HTMLButtonElement)
  const expand = byId('advice-expand', HTMLInputElement)
  /** Nothing newer than this is shown; `null`: everything is. @type {number | null} */
  let heldAt = null
  let isPointed = false

  const chosen = () => {
    const radio = document.querySelector('input[name="advice-filter"]:checked')
    return radio instanceof HTMLInputElement ? radio.value : 'all'
  }
  const isBeingRead = () =>
    isPointed ||
    list.scrollTop > 8 ||
    list.contains(document.activeElement) ||
    list.querySelector('details[data-opened]') !== null

  const draw = () => {
    const filter = chosen()
    const fitting = model.advice.filter(
      ({ advice }) => filter === 'all' || (filter === 'approved') === (advice.rejection === null),
    )
    if (!isBeingRead()) heldAt = null
    else heldAt ??= Number(list.querySelector('li')?.dataset['id'] ?? 0) || null
    const shown = heldAt === null ? fitting : fitting.filter(({ id }) => id <= /** @type {number} */ (heldAt))
    const held = fitting.length - shown.length
    more.hidden = held === 0
    setText(more, `${held} new`)
    byId('advice-empty').hidden = fitting.length > 0
    const { currency } = model.status ?? {}
    if (currency === undefined) return
    showList(list, shown.slice(0, SHOWN), {
      key: ({ id }) => String(id),
      create: (item) => entry(item, currency, expand.checked),
    })
  }
  const release = () => {
    for (const details of list.querySelectorAll('details[data-opened]'))
      delete (/** @type {HTMLElement} */ (details).dataset['opened'])
    list.scrollTop = 0
    isPointed = false
    heldAt = null
    draw()
  }

  list.addEventListener('pointerenter', ({ pointerType }) => {
    isPointed = pointerType === 'mouse'
  })
  list.addEventListener('pointerleave', () => {
    isPointed = false
    draw()
  })
  more.addEventListener('click', release)
  for (const radio of document.querySelectorAll('input[name="advice-filter"]'))
    radio.addEventListener('change', release)
  expand.addEventListener('change', () => {
    for (const details of list.querySelectorAll('details')) details.open = expand.checked
  })
  model.watch(['advice'], draw)
}

/**
 * @param {NumberedAdvice} item
 * @param {Currency} currency
 * @param {boolean} isOpen
 */
function entry({ id, advice }, currency, isOpen) {
  const { rejection, side, selectionName, eventName, edge, fairPrice, venue, stake, at, verdicts } = advice
  const isApproved = rejection === null
  const because = verdicts.find(({ code }) => code !== null)?.detail
  const facts = [
    eventName,
    ...(isApproved
      ? [
          ...(edge === null ? [] : [`edge ${percent(edge, { signed: true })}`]),
          ...(fairPrice === null ? [] : [`fair ${price(fairPrice)}`]),
          venue,
        ]
      : [because ?? 'rejected']),
  ]
  const summary = element(
    'summary',
    {},
    element(
      'span',
      { class: 'line' },
      element('span', { class: 'side', 'data-side': side }, side),
      element('strong', { class: 'name' }, selectionName),
      advice.price === null ? null : element('span', { class: 'at-price' }, price(advice.price)),
      element('span', { class: 'spacer' }),
      isApproved
        ? element('span', { class: 'stake' }, money(stake, currency))
        : element('span', { class: 'tag' }, words(rejection)),
    ),
    element(
      'span',
      { class: 'line muted' },
      element('span', { class: 'facts' }, facts.join(' · ')),
      element('span', { class: 'spacer' }),
      element('time', { datetime: new Date(at).toISOString() }, shortTime(at)),
    ),
  )
  const details = element('details', {}, summary)
  const fill = () => {
    if (details.childElementCount === 1) details.append(reasoning(advice, currency))
  }
  details.addEventListener('toggle', () => {
    if (details.open) fill()
  })
  summary.addEventListener('click', () => {
    // Opened by hand: the feed stands still until it is closed again.
    if (details.open) delete details.dataset['opened']
    else details.dataset['opened'] = ''
  })
  details.open = isOpen
  if (isOpen) fill()
  return element('li', { 'data-id': String(id), 'data-verdict': isApproved ? 'approved' : 'rejected' }, details)
}
