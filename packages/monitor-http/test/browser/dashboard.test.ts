import { money, runId, timestamp } from '@betting-advisor/core'
import type { Browser, Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMonitor, type MonitorOptions } from '../../src/index.ts'
import { findBrowser, launchBrowser, openPage, type View } from '../support/browser.ts'
import { ACCOUNT, advice, lock, order, settled } from '../support/fixtures.ts'
import { openRelay } from '../support/relay.ts'
import { createScriptedAdvisor, type ScriptedAdvisor } from '../support/scripted-advisor.ts'

const executable = findBrowser()
const isRequired = process.env['REQUIRE_ALL'] === '1'
if (executable === null && !isRequired) {
  console.warn(
    'No Chromium found (CHROMIUM_PATH or the usual paths): the tests of the dashboard in a browser are skipped.',
  )
}

const FAST: MonitorOptions = { heartbeatMs: 300, statusIntervalMs: 50 }
const TOKEN = 'q7Jx2mV9kRtB4nYw8LpZs3HdCfGe6UaT1oXiNbMcEvA'

let browser: Browser

async function show(
  advisor: ScriptedAdvisor,
  { options = FAST, ...view }: View & { readonly options?: MonitorOptions } = {},
) {
  const listening = await createMonitor(advisor, options).listen({ port: 0 })
  const opened = await openPage(browser, view)
  const { page } = opened
  await page.goto(listening.url)
  return {
    ...opened,
    listening,
    text: (selector: string) => visibleText(page.locator(selector)),
    live: () => page.locator('[data-connection="live"] #open-rows tr').first().waitFor(),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await listening.close()
    },
  }
}

/** As a reader sees it, with its line breaks. */
function visibleText(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what counts is what can be seen.
  return locator.innerText()
}

function settledAs(names: { readonly eventName: string; readonly selectionName: string }) {
  const ended = settled(900)
  return { ...ended, intent: { ...ended.intent, ...names } }
}

const happening = (advisor: ScriptedAdvisor) => {
  const { now, run } = advisor.status()
  return { account: ACCOUNT, run, at: now }
}

describe.skipIf(executable === null && !isRequired)('the dashboard in a browser', () => {
  beforeAll(async () => {
    if (executable === null) throw new Error('No Chromium found: install one or set CHROMIUM_PATH.')
    browser = await launchBrowser(executable)
    return () => browser.close()
  })

  it('shows the figures, from its own origin alone, without an error', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 12 })
    advisor.become({
      equity: money(123_456),
      available: money(100_000),
      reserved: money(23_456),
      profitToday: money(-789),
    })
    await using view = await show(advisor)
    await view.live()
    expect(await view.text('#mode')).toBe('DRY RUN')
    expect(await view.text('#trading-state')).toBe('ACTIVE')
    expect(await view.text('#clock-kind')).toContain('virtual time')
    const figures = await view.text('#figure-list')
    for (const figure of ['£1,234.56', '£1,000.00', '£234.56', '+£234.56', '−£7.89', 'of 10, 38 markets']) {
      expect(figures).toContain(figure)
    }
    expect(await view.page.locator('#open-rows tr').count()).toBe(7)
    expect(await view.page.locator('#settled-rows tr').count()).toBe(12)
    expect(await view.text('#trading-breakers')).toMatch(/Loss streak\s+Warning\s+3\s+of 5/)
    expect(await view.text('#feeds')).toContain('no answer within 10 s (HTTP_TIMEOUT)')
    expect(await view.text('#service-breakers')).toMatch(/results\s+open/)
    expect(await view.text('#warnings')).toContain('Breaker results open')
    await view.page.locator('#equity-plot canvas').waitFor()
    expect(await view.page.locator('#equity-figure').getAttribute('aria-label')).toMatch(/^Equity from £1,000\.00 to /)
    expect(await view.page.title()).toContain('£1,234.56')
    expect(view.requests.filter((address) => !address.startsWith(view.listening.url))).toEqual([])
    expect(view.problems).toEqual([])
  })

  it('shows of each venue the money there, and why it takes no orders', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 1 })
    const [venue] = advisor.status().venues
    if (venue === undefined) throw new Error('no venue')
    const away = {
      ...venue,
      name: 'exchange',
      isPaper: false,
      tradingState: 'PAUSED' as const,
      haltReason: 'its stream of orders is down',
      available: money(12_345),
      reserved: money(678),
      told: { balance: money(20_000), at: advisor.status().now },
      openBets: 2,
      unresolved: 1,
      breaker: { ...venue.breaker, state: 'open' as const },
    }
    advisor.become({ venues: [venue, away] })
    await using view = await show(advisor)
    await view.live()
    const [paper, exchange] = await view.page.locator('#venues li').allInnerTexts()
    expect(paper?.replaceAll(/\s+/g, ' ')).toBe(
      'paper active £954.12 available £89.00 reserved for 6 open bets, on paper',
    )
    expect(exchange?.replaceAll(/\s+/g, ' ')).toBe(
      'exchange paused £123.45 available £6.78 reserved for 2 open bets says that it holds £200.00 1 of unknown outcome orders: breaker open its stream of orders is down',
    )
    expect(await view.page.locator('#open-count').textContent()).toMatch(/, on paper$/)
    advisor.become({ venues: [{ ...venue, available: money(1) }] })
    await view.page.locator('#venues', { hasText: '£0.01 available' }).waitFor()
    expect(await view.page.locator('#venues li').count()).toBe(1)
    expect(view.problems).toEqual([])
  })

  it('explains an advice: prices, edge, sizing, and what each control said', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 3 })
    await using view = await show(advisor)
    await view.live()
    await view.page.locator('label:has(input[value="approved"])').click()
    const first = view.page.locator('#advice-list li').first()
    await first.locator('summary').click()
    await first.locator('.reasoning').waitFor()
    const text = (await visibleText(first)).replaceAll(/\s+/g, ' ')
    for (const part of [
      'Fair price',
      'pinnacle, Shin',
      '+3.40 %',
      'Full Kelly',
      'fraction 0.2 of it',
      'Minimum edge',
      'edge 0.034 ≥ 0.01',
    ]) {
      expect(text).toContain(part)
    }
    await view.page.locator('label:has(input[value="rejected"])').click()
    await view.page.locator('#advice-expand').check()
    await view.page.locator('#advice-list .reasoning').first().waitFor()
    const refused = await visibleText(view.page.locator('#advice-list li').first())
    expect(refused).toMatch(/EDGE_BELOW_MIN|ALREADY_BET|OPEN_BETS_EXCEEDED|QUOTE_STALE/)
  })

  it('updates live: figures, bets, advice, locks and log', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 5 })
    await using view = await show(advisor)
    await view.live()

    const names = { eventName: 'Newtown v Oldtown', selectionName: 'Newtown' }
    const newest = order(400, { names })
    advisor.happen({ ...happening(advisor), type: 'advice', advice: { ...advice(400), ...names } })
    advisor.happen({ ...happening(advisor), type: 'order', order: newest })
    await view.page.locator('#open-rows', { hasText: 'Newtown' }).waitFor()
    await view.page.locator('#advice-list', { hasText: 'Newtown' }).waitFor()

    const ended = settled(400, true)
    const intent = { ...ended.intent, ...names, key: newest.intent.key }
    advisor.happen({ ...happening(advisor), type: 'order', order: { ...ended, intent } })
    advisor.become({ equity: money(200_000) })
    await view.page.locator('#settled-rows', { hasText: 'Newtown' }).waitFor()
    await view.page.locator('#figure-list', { hasText: '£2,000.00' }).waitFor()
    await view.page.locator('#log-list li', { hasText: 'Newtown' }).first().waitFor()
    expect(await view.page.locator('#open-rows', { hasText: 'Newtown' }).count()).toBe(0)

    const held = lock(advisor.status().now)
    advisor.become({
      tradingState: 'HALTED',
      haltReason: 'stopped by hand',
      unresolved: 1,
      locks: [held],
      tradingBreakers: advisor
        .status()
        .tradingBreakers.map((breaker) =>
          breaker.kind === 'loss-streak' ? { ...breaker, level: 'locked', value: 5, lock: held } : breaker,
        ),
    })
    await view.page.locator('#alarm', { hasText: 'stopped by hand' }).waitFor()
    expect(await view.text('#alarm')).toContain('1 order with unknown outcome')
    expect(await view.text('#locks')).toContain('5 losses in a row, limit 5')
    expect(await view.text('#trading-breakers')).toContain('Locked')
    expect(view.problems).toEqual([])
  })

  it('says which strategy a lock stops, that nobody can shorten a cool-off, and what people are called for', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 2 })
    const { now, limits } = advisor.status()
    const pause = {
      ...lock(now),
      id: 'l2',
      kind: 'cooldown' as const,
      strategy: 'value-betting',
      reason: 'it has lost a bet',
    }
    const rest = { ...lock(now), id: 'l3', kind: 'cool-off' as const, reason: 'a holiday' }
    advisor.become({
      locks: [pause, rest],
      exposure: money(8_100),
      limits: { ...limits, exposure: { ...limits.exposure, account: money(20_000) } },
    })
    const base = happening(advisor)
    advisor.happen({ ...base, type: 'lock-set', lock: pause })
    advisor.happen({ ...base, type: 'alert', code: 'FOREIGN_BET', key: 'bet 7', message: 'somebody else bets here' })
    advisor.happen({ ...base, type: 'alert-resolved', code: 'FOREIGN_BET', key: 'bet 7' })
    await using view = await show(advisor)
    await view.live()
    await view.page.locator('#log-list', { hasText: 'Alert over' }).waitFor()
    expect(await view.text('#log-list')).toContain('somebody else bets here (FOREIGN_BET)')
    expect(await view.text('#log-list')).toContain('strategy value-betting: it has lost a bet')
    expect(await view.text('#locks')).toContain('strategy value-betting: it has lost a bet')
    expect(await view.text('#locks')).toContain('nobody can shorten it')
    expect(await view.text('#warnings')).toContain('Cool off lock')
    expect(await view.text('#figure-list')).toMatch(/Exposure\s+£81\.00\s+limit £200\.00/)
    expect(view.problems).toEqual([])
  })

  it('tells of a found bet where it came from, and of a corrected one how', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    const found = order(700)
    const { at } = happening(advisor)
    advisor.happen({
      ...happening(advisor),
      type: 'order',
      order: { ...found, state: 'CANCELLED', intent: { ...found.intent, origin: 'foreign' } },
    })
    const history = await advisor.store.history(found.intent.key)
    const corrected = { type: 'corrected', at, outcome: 'void', profit: money(0), commission: money(0) } as const
    const store = { ...advisor.store, history: async () => [...history, corrected] }
    await using view = await show({ ...advisor, store })
    await view.live()
    await view.page.locator('#open-rows button').first().click()
    await view.page.locator('#order-body', { hasText: 'Life' }).waitFor()
    expect(await view.text('#order')).toContain('somebody else on the same account')
    expect(await view.text('#order')).toMatch(/Corrected to void: £0\.00/)
    expect(await view.text('#order')).toContain('Cancelled')
  })

  it('makes LIVE impossible to overlook', async () => {
    const advisor = createScriptedAdvisor()
    advisor.become({ mode: 'LIVE' })
    await using view = await show(advisor)
    await view.live()
    expect(await view.text('.band')).toMatch(/LIVE\s+Real money/)
    const colour = await view.page.locator('.band').evaluate((band) => getComputedStyle(band).backgroundColor)
    expect(colour).toBe('rgb(192, 46, 57)')
  })

  it('says when it is cut off, reconnects by itself and has missed nothing', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 2 })
    await using view = await show(advisor)
    await view.live()
    const { port } = new URL(view.listening.url)
    await view.listening.close()
    await view.page.locator('[data-connection="lost"]').waitFor()
    expect(await view.text('#connection')).toMatch(/^Disconnected\. Figures are as of \d\d:\d\d:\d\d\./)
    expect(await view.page.title()).toContain('(disconnected)')
    const opacity = await view.page.locator('main').evaluate(async (main) => {
      await Promise.all(main.getAnimations().map(({ finished }) => finished))
      return getComputedStyle(main).opacity
    })
    expect(opacity).toBe('0.5')

    const names = { eventName: 'Missed v Nothing', selectionName: 'Missed' }
    advisor.happen({ ...happening(advisor), type: 'order', order: order(500, { names }) })
    await using again = await createMonitor(advisor, FAST).listen({ port: Number(port) })
    await view.page.locator('[data-connection="live"] #open-rows', { hasText: 'Missed' }).waitFor()
    expect(again.url).toBe(view.listening.url)
  })

  it('starts anew when another account answers', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 9 })
    await using view = await show(advisor)
    await view.live()
    const { port } = new URL(view.listening.url)
    await view.listening.close()
    const other = createScriptedAdvisor({ settledCount: 9 })
    other.become({ run: runId('run-2') })
    const names = { eventName: 'Other v Another', selectionName: 'Other' }
    other.happen({ ...happening(other), type: 'order', order: settledAs(names) })
    await using again = await createMonitor(other, FAST).listen({ port: Number(port) })
    await view.page.locator('#settled-rows tr', { hasText: 'Other' }).waitFor()
    await expect.poll(() => view.page.locator('#settled-rows tr').count()).toBe(10)
    expect(again.url).toBe(view.listening.url)
  })

  it('says when nothing is heard any more, and comes back', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 2 })
    await using view = await show(advisor)
    await using relay = await openRelay(view.listening.url)
    await view.page.goto(relay.url)
    await view.live()
    // The connection stays open, but says nothing: as when the process hangs.
    relay.freeze()
    // Both at once: a moment later the connection may be lost.
    const stale = /^\s*Stale: nothing heard since \d\d:\d\d:\d\d\.\s*$/
    await view.page.locator('[data-connection="stale"] #connection', { hasText: stale }).waitFor()
    await view.page.locator('[data-connection="lost"]').waitFor()
    relay.thaw()
    await view.page.locator('[data-connection="live"]').waitFor()
  })

  it('shows hostile text as text, wherever it comes', async () => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"'&lt;`
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    const names = { eventName: hostile, selectionName: hostile }
    const base = happening(advisor)
    const open = order(600, { names, state: 'UNKNOWN', reason: { code: hostile, message: hostile } })
    const done = settled(601)
    const [feed] = advisor.status().feeds
    const [breaker] = advisor.status().breakers
    if (feed === undefined || breaker === undefined) throw new Error('the fixture has none')
    const fault = { code: hostile, message: hostile, at: base.at }
    advisor.happen({
      ...base,
      type: 'order',
      order: { ...open, intent: { ...open.intent, competition: hostile, reasons: [hostile] } },
    })
    advisor.happen({ ...base, type: 'order', order: { ...done, intent: { ...done.intent, ...names } } })
    advisor.happen({
      ...base,
      type: 'advice',
      advice: advice(602, {
        ...names,
        competition: hostile,
        fairSource: hostile,
        sizing: [hostile],
        summary: hostile,
        marketKind: hostile,
        verdicts: [{ control: hostile, code: null, detail: hostile }],
      }),
    })
    advisor.happen({ ...base, type: 'warning', code: hostile, message: hostile })
    advisor.happen({ ...base, type: 'halted', reason: hostile })
    const held = { ...lock(base.at), reason: hostile }
    advisor.become({
      tradingState: 'HALTED',
      haltReason: hostile,
      version: hostile,
      strategies: [hostile],
      feeds: [{ ...feed, name: hostile, state: 'failing', detail: hostile, fault }],
      breakers: [{ ...breaker, name: hostile, state: 'open', lastError: fault }],
      tradingBreakers: advisor.status().tradingBreakers.map((each) => ({ ...each, level: 'locked', lock: held })),
      locks: [{ ...held, strategy: hostile }],
    })
    await using view = await show(advisor)
    await view.live()
    await view.page.locator('#advice-expand').check()
    await view.page.locator('#open-rows button').first().click()
    await view.page.locator('#order-body', { hasText: 'Life' }).waitFor()
    for (const place of [
      '#alarm',
      '#open-rows',
      '#settled-rows',
      '#advice-list',
      '#log-list',
      '#feeds',
      '#service-breakers',
      '#locks',
      '#order',
    ]) {
      expect(await view.page.locator(place).textContent(), place).toContain(hostile)
    }
    expect(await view.page.locator('main img, main script, dialog img, dialog script').count()).toBe(0)
    expect(await view.page.evaluate('window.hacked')).toBeUndefined()
    expect(view.problems).toEqual([])
  })

  it.each([
    ['dark', 360],
    ['light', 360],
    ['dark', 768],
    ['light', 3840],
  ] as const)('fits %s at %i pixels without scrolling sideways', async (colorScheme, width) => {
    const advisor = createScriptedAdvisor()
    const names = {
      eventName: `${'Llanfairpwllgwyngyllgogerychwyrndrobwll'} v ${'x'.repeat(120)}`,
      selectionName: 'y'.repeat(90),
    }
    advisor.happen({ ...happening(advisor), type: 'order', order: order(700, { names }) })
    advisor.happen({ ...happening(advisor), type: 'advice', advice: advice(700, names) })
    advisor.become({ equity: money(123_456_789_012), haltReason: 'z'.repeat(200), tradingState: 'HALTED' })
    await using view = await show(advisor, { width, height: 780, colorScheme })
    await view.live()
    await view.page.locator('#equity-plot canvas').waitFor()
    const overflow = await view.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    expect(view.problems).toEqual([])
  })

  it('breaks no number at 360 pixels', async () => {
    const advisor = createScriptedAdvisor()
    advisor.become({
      equity: money(123_456_789_012),
      available: money(123_456_700_012),
      deposited: money(100_000_000_000),
      peakEquity: money(133_456_789_012),
      profitToday: money(-1_234_567_890),
    })
    await using view = await show(advisor, { width: 360, height: 780 })
    await view.live()
    await view.page.locator('#equity-readout', { hasText: '£' }).waitFor()
    const broken = await view.page.evaluate(() => {
      const found: string[] = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement?.checkVisibility() !== true) continue
        for (const { 0: number, index } of (node.textContent ?? '').matchAll(
          /[+\u2212-]?[£€$]?\d[\d,.]*(?:\u202f%)?/g,
        )) {
          const range = document.createRange()
          range.setStart(node, index)
          range.setEnd(node, index + number.length)
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
          if (lines.size > 1) found.push(number)
        }
      }
      return found
    })
    expect(broken).toEqual([])
  })

  it('shows a run that ended in order as ended, and one that failed as an alarm', async () => {
    const advisor = createScriptedAdvisor()
    const reason = 'the fortnight is over'
    const haltReason = `the run has ended: ${reason}`
    advisor.become({ tradingState: 'HALTED', haltReason, ended: { reason, failed: false } })
    await using view = await show(advisor)
    await view.live()
    expect(await view.text('#trading-state')).toBe('ENDED')
    expect(await view.text('#ending')).toContain('This run has ended: the fortnight is over.')
    expect(await view.page.locator('#alarm').isHidden()).toBe(true)
    const colour = () => view.page.locator('#trading-state').evaluate((chip) => getComputedStyle(chip).backgroundColor)
    expect(await colour()).not.toBe('rgb(192, 46, 57)')

    advisor.become({ ended: { reason: 'the disk is full', failed: true } })
    await view.page.locator('#alarm', { hasText: 'Failed: the disk is full' }).waitFor()
    expect(await view.text('#trading-state')).toBe('FAILED')
    expect(await view.page.locator('#ending').isHidden()).toBe(true)
    expect(await colour()).toBe('rgb(192, 46, 57)')
  })

  it('reads the step in force at the pointer off the chart, and now what the figures say', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 4 })
    const { points } = await (await createMonitor(advisor).fetch(new Request('http://127.0.0.1/api/v1/equity'))).json()
    await using view = await show(advisor)
    await view.live()
    const plot = view.page.locator('#equity-plot .u-over')
    await plot.waitFor()
    const readout = view.page.locator('#equity-readout')
    await view.page.locator('#equity-readout', { hasText: 'now' }).waitFor()
    const [, drawdown] = (await visibleText(view.page.locator('[data-name="Drawdown"]'))).split('\n')
    expect(await visibleText(readout)).toContain(`drawdown ${drawdown?.trim()}`)

    const { now } = advisor.status()
    const [first, second] = points
    // Nearer to the second step than to the first, and before it.
    const at = first.at + (second.at - first.at) * 0.9
    const box = (await plot.boundingBox()) ?? expect.fail('no chart')
    await view.page.mouse.move(box.x + (box.width * (at - first.at)) / (now - first.at), box.y + 20)
    await view.page.locator('#equity-readout', { hasText: 'since' }).waitFor()
    expect(await visibleText(readout)).toContain('£1,000.00')
  })

  it('says which year on the axis where it crosses one', async () => {
    await using view = await show(createScriptedAdvisor())
    await view.live()
    const labels = await view.page.evaluate(`import('./assets/panels/equity.js').then(({ axisTimes }) => {
      const day = (year, month) => new Date(year, month, 1).getTime() / 1000
      return [
        axisTimes([day(2025, 10), day(2025, 11), day(2026, 0), day(2026, 1)], 2_592_000),
        axisTimes([day(2026, 1), day(2026, 2)], 2_592_000),
      ]
    })`)
    expect(labels).toEqual([
      ['1 Nov\n2025', '1 Dec', '1 Jan\n2026', '1 Feb'],
      ['1 Feb', '1 Mar'],
    ])
  })

  it('reaches every settled bet, also those that it has let go of', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 620 })
    await using view = await show(advisor)
    await view.live()
    const rows = view.page.locator('#settled-rows tr')
    await expect.poll(() => rows.count()).toBe(50)
    // More come in than are kept.
    for (let index = 0; index < 470; index++) {
      advisor.happen({ ...happening(advisor), type: 'order', order: settled(2_000 + index) })
    }
    await expect.poll(() => rows.count()).toBe(500)
    const more = view.page.locator('#settled-more')
    for (let page = 0; page < 12 && (await more.isVisible()); page++) {
      const before = await rows.count()
      await more.click()
      await expect.poll(async () => (await rows.count()) > before || (await more.isHidden())).toBe(true)
    }
    expect(await rows.count()).toBe(620 + 470)
    expect(view.problems).toEqual([])
  })

  it('asks for the token, keeps it out of every address, and says when it is wrong', async () => {
    await using view = await show(createScriptedAdvisor(), { options: { ...FAST, token: TOKEN } })
    const input = view.page.locator('#token')
    await input.waitFor()
    await input.fill('not the token')
    await input.press('Enter')
    await view.page.locator('#sign-in-problem', { hasText: 'not the one' }).waitFor()
    await input.fill(TOKEN)
    await input.press('Enter')
    await view.live()
    await view.page.reload()
    await view.live()
    expect(view.requests.some((address) => address.includes(TOKEN))).toBe(false)
    expect(await view.page.content()).not.toContain(TOKEN)
  })

  it('works by keyboard: opens an order and closes it again', async () => {
    await using view = await show(createScriptedAdvisor())
    await view.live()
    const button = view.page.locator('#open-rows button').first()
    await button.focus()
    await view.page.keyboard.press('Enter')
    await view.page.locator('#order[open] .life li').nth(1).waitFor()
    expect(await view.text('#order-body')).toContain('Recorded, liability reserved')
    await view.page.keyboard.press('Escape')
    await view.page.locator('#order[open]').waitFor({ state: 'detached' })
    expect(await button.evaluate((node) => node === document.activeElement)).toBe(true)
  })

  it('loads earlier settled bets', async () => {
    await using view = await show(createScriptedAdvisor({ settledCount: 70 }))
    await view.live()
    await expect.poll(() => view.page.locator('#settled-rows tr').count()).toBe(50)
    await view.page.locator('#settled-more').click()
    await expect.poll(() => view.page.locator('#settled-rows tr').count()).toBe(70)
    expect(await view.page.locator('#settled-more').isHidden()).toBe(true)
  })

  it('works under a base path, and with an account that has no bets', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    await using view = await show(advisor, { options: { ...FAST, basePath: '/bets' } })
    await view.live()
    expect(await view.text('#settled-empty')).toBe('Nothing settled yet.')
    expect(await view.text('#equity-empty')).toContain('first settled bet')
    expect(view.problems).toEqual([])
  })

  it('formats money by the exponent of its currency, prices, shares and durations', async () => {
    await using view = await show(createScriptedAdvisor())
    const formatted = await view.page.evaluate(`import('./assets/format.js').then((format) => [
      format.money(123456, { code: 'GBP', exponent: 2 }),
      format.money(-5, { code: 'GBP', exponent: 2 }),
      format.money(5, { code: 'EUR', exponent: 2 }, { signed: true }),
      format.money(1250, { code: 'JPY', exponent: 0 }),
      format.money(1234567, { code: 'KWD', exponent: 3 }).replace(/\\s/g, ' '),
      format.money(9007199254740991, { code: 'GBP', exponent: 2 }),
      format.money(0, { code: 'GBP', exponent: 2 }, { signed: true }),
      format.price(2.5), format.price(1.005), format.price(101),
      format.percent(0.0341, { signed: true }), format.percent(-0.0004), format.percent(-0.5, { digits: 0 }),
      format.duration(4200), format.duration(3720000), format.duration(90000000), format.duration(-5),
      format.words('LOSS_STREAK_LOCK'),
    ])`)
    expect(formatted).toEqual([
      '£1,234.56',
      '−£0.05',
      '+€0.05',
      '¥1,250',
      'KWD 1,234.567',
      '£90,071,992,547,409.91',
      '£0.00',
      '2.50',
      '1.005',
      '101.00',
      '+3.4\u202f%',
      '0.0\u202f%',
      '−50\u202f%',
      '4\u202fs',
      '1\u202fh 2\u202fmin',
      '1\u202fd 1\u202fh',
      '0\u202fs',
      'Loss streak lock',
    ])
  })

  it('reads an event stream wherever it is cut', async () => {
    await using view = await show(createScriptedAdvisor())
    const messages =
      await view.page.evaluate(`import('./assets/event-stream.js').then(({ createEventStreamParser }) => {
      const text = 'retry: 3000\\nevent: a\\nid: 7\\ndata: {"x":1}\\n\\n: ping\\n\\ndata: one\\r\\ndata:two\\r\\n\\r\\nevent: b\\n\\nid\\ndata: z\\n\\n'
      return [1, 2, 5, 1000].map((size) => {
        const seen = []
        const parse = createEventStreamParser((message) => seen.push(message))
        for (let from = 0; from < text.length; from += size) parse(text.slice(from, from + size))
        return seen
      })
    })`)
    const expected = [
      { event: 'a', id: '7', data: '{"x":1}' },
      { event: 'message', id: null, data: 'one\ntwo' },
      { event: 'message', id: '', data: 'z' },
    ]
    expect(messages).toEqual([expected, expected, expected, expected])
  })

  it('keeps the feed still while an advice is read', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 2 })
    await using view = await show(advisor)
    await view.live()
    const first = view.page.locator('#advice-list li').first()
    await first.locator('summary').click()
    const before = await first.getAttribute('data-id')
    for (let index = 0; index < 3; index++)
      advisor.happen({ ...happening(advisor), type: 'advice', advice: advice(800 + index) })
    await view.page.locator('#advice-new', { hasText: '3 new' }).waitFor()
    expect(await first.getAttribute('data-id')).toBe(before)
    await view.page.locator('#advice-new').click()
    await expect.poll(() => first.getAttribute('data-id')).not.toBe(before)
  })

  it('lets time run on when it is the world’s', async () => {
    const advisor = createScriptedAdvisor()
    advisor.become({ clock: 'real', source: 'venue', now: timestamp(Date.now()) })
    await using view = await show(advisor, { options: { heartbeatMs: 30_000 } })
    await view.live()
    const shown = await view.text('#now')
    expect(await view.text('#clock-kind')).toBe('real prices')
    await expect.poll(() => view.text('#now')).not.toBe(shown)
  })
})
