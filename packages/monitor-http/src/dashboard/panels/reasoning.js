import { element } from '../dom.js'
import { dayAndTime, money, percent, price, words } from '../format.js'
import { orderKind } from './cells.js'

/** @import { Advice, Currency } from '@betting-advisor/core' */

/**
 * Why an advice is what it is: the figures, how the stake came about, what every control said.
 *
 * @param {Advice} advice
 * @param {Currency} currency
 */
export function reasoning(advice, currency) {
  const { fairProbability, fairPrice, fairSource, edge, kellyFraction, sizing, verdicts } = advice
  /** @type {readonly (readonly [string, string])[]} */
  const facts = [
    ['Order', orderKind(advice.terms)],
    ['Price', `${advice.price === null ? 'any' : price(advice.price)} at ${advice.venue}`],
    ...(fairPrice === null || fairProbability === null
      ? []
      : [/** @type {const} */ (['Fair price', `${price(fairPrice)} (${percent(fairProbability)})`])]),
    ...(fairSource === null ? [] : [/** @type {const} */ (['Source', fairSource])]),
    ...(edge === null
      ? []
      : [/** @type {const} */ (['Edge', `${percent(edge, { digits: 2, signed: true })} of the stake`])]),
    ...(kellyFraction === null
      ? []
      : [/** @type {const} */ (['Full Kelly', `${percent(kellyFraction, { digits: 2 })} of the bankroll`])]),
    ['Stake', money(advice.stake, currency)],
    ...(advice.liability === advice.stake
      ? []
      : [/** @type {const} */ (['Liability', money(advice.liability, currency)])]),
    ['Market', `${advice.marketKind}, ${advice.competition}`],
    ['Starts', dayAndTime(advice.startsAt)],
    ['Strategy', `${advice.strategy} ${advice.strategyVersion}`],
  ]
  return element(
    'div',
    { class: 'reasoning' },
    factList(facts),
    sizing.length === 0
      ? null
      : element(
          'section',
          {},
          element('h3', {}, 'Sizing'),
          element('ol', { class: 'steps' }, ...sizing.map((step) => element('li', {}, step))),
        ),
    verdicts.length === 0
      ? null
      : element(
          'section',
          {},
          element('h3', {}, 'Controls'),
          element(
            'ul',
            { class: 'verdicts' },
            ...verdicts.map(({ control, code, detail }) =>
              element(
                'li',
                { 'data-passed': String(code === null) },
                element(
                  'span',
                  { class: 'mark', 'aria-label': code === null ? 'passed' : 'rejected' },
                  code === null ? '✓' : '✕',
                ),
                element('span', { class: 'control' }, words(control)),
                element('span', { class: 'detail' }, code === null ? detail : `${detail} (${code})`),
              ),
            ),
          ),
        ),
  )
}

/** @param {readonly (readonly [string, string])[]} facts */
export function factList(facts) {
  return element(
    'dl',
    { class: 'facts-list' },
    ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  )
}
