import { byId, element, setText, showList } from '../dom.js'
import { count, words } from '../format.js'

/** @import { Model } from '../model.js' */

/**
 * Why signals did not become bets in this run, by reason.
 *
 * @param {Model} model
 */
export function showRejections(model) {
  const list = byId('rejection-list')
  model.watch(['rejections'], () => {
    const reasons = Object.entries(model.rejections).sort(([, a], [, b]) => b - a)
    const most = reasons[0]?.[1] ?? 0
    const total = reasons.reduce((sum, [, number]) => sum + number, 0)
    setText(byId('rejections-count'), total === 0 ? '' : `${count(total)} signals rejected in this run`)
    byId('rejections-empty').hidden = total > 0
    showList(list, reasons, {
      key: ([code]) => code,
      version: ([, number]) => `${number}/${most}`,
      create: ([code, number]) => {
        const row = element(
          'li',
          { title: code },
          element('span', {}, words(code)),
          element('span', { class: 'tabular' }, count(number)),
        )
        row.style.setProperty('--share', String(number / most))
        return row
      },
    })
  })
}
