/**
 * What stands in texts of stores over and over, in its order. Each word costs time at each packing, so that the kinds of which there are
 * most have their own.
 *
 * Rows that were written with these are read with these: nothing is ever changed here. Texts that have come to read otherwise take more
 * room and are read all the same; words that fit them are another list, under another first byte.
 */
export interface PackedWords {
  /** The first byte of what is packed with them. */
  readonly format: number
  readonly words: string
}

/** Of what happens to orders. */
const HISTORY = [
  '{"type":"accepted","at":17857,"venueOrderId":"paper-","type":"market-charged","at":17857,"amount":',
  ',"reason":{"code":"MARKET_SETTLED","message":"the market ended before anything was matched"}}',
  '{"type":"voided","at":17857,"venueVersion":1}{"type":"lapsed","at":17857,"cancelledStake":',
  '{"type":"corrected","at":17857,"matched":{"matchedStake":1000,"matchedValue":20000000,"averagePrice":20000,"fills":[',
  '{"type":"rejected","at":17857,"reason":{"code":"{"type":"unknown","at":17857,"reason":{"code":"',
  '{"type":"matched","at":17857,"matchedStake":1000,"averagePrice":20000,"matchedValue":20000000}',
  '{"type":"closing-line","at":17857,"closingProbability":0.5}{"type":"closing-line","at":17857,"closingProbability":null}',
  '{"type":"settled","at":17857,"matchedStake":1000,"matchedValue":20000000,"outcome":"won","profit":1000,"commission":0}',
  ',"outcome":"lost","profit":-1000,"commission":0,"venueVersion":1}',
].join('')

/** Of orders as events tell of them. */
const ORDERS = [
  '{"type":"order","order":{"state":"SETTLED","venueOrderId":"paper-","matchedStake":1000,"voidedStake":0,"cancelledStake":0,',
  '"lapsedStake":0,"matchedValue":20000000,"valueBasis":"fills","averagePrice":20000,"reserved":0,"profit":-1000,"commission":0,',
  '"outcome":"lost","closingProbability":0.5,"reason":null,"sentAt":17857,"resetAt":null,"pendingUntil":null,',
  '"amendedStake":null,"amendedPersistence":null,"settledAt":17857,"clearedVersion":null,"marketCharge":null,',
  '"chargeVersion":null,"updatedAt":17857,"version":100},"at":17857,"account":"LIVE:main","run":"LIVE:main#1"}',
  '{"type":"order","order":{"state":"MATCHED","venueOrderId":"paper-","matchedStake":1000,"voidedStake":0,"cancelledStake":0,',
  '"lapsedStake":0,"matchedValue":20000000,"valueBasis":"average","averagePrice":20000,"reserved":1000,"profit":null,"commission":null,',
  '"outcome":null,"closingProbability":null,"reason":null,"sentAt":17857,"resetAt":null,"pendingUntil":null,',
  '"amendedStake":null,"amendedPersistence":null,"settledAt":null,"clearedVersion":null,"marketCharge":null,',
  '"chargeVersion":null,"updatedAt":17857,"version":100},"at":17857,"account":"DRY_RUN:main","run":"DRY_RUN:main#1"}',
  '{"type":"order","order":{"state":"SENDING","venueOrderId":null,"matchedStake":0,"voidedStake":0,"cancelledStake":0,',
  '"lapsedStake":0,"matchedValue":0,"valueBasis":null,"averagePrice":null,"reserved":1000,"profit":null,"commission":null,',
  '"outcome":null,"closingProbability":null,"reason":null,"sentAt":null,"resetAt":null,"pendingUntil":null,',
  '"amendedStake":null,"amendedPersistence":null,"settledAt":null,"clearedVersion":null,"marketCharge":null,',
  '"chargeVersion":null,"updatedAt":17857,"version":100},"at":17857,"account":"DRY_RUN:main","run":"DRY_RUN:main#1"}',
].join('')

/** Of what is told of an account. */
const NEWS = '{"type":"warning","code":"QUOTE_STALE","message":"{"type":"alert","code":"'

/** Of advice. */
const ADVICE = [
  '{"type":"advice","advice":{"at":17857,"strategy":"value-betting","strategyVersion":"1","venue":"betfair","event":"',
  '","eventName":" v ","competition":"soccer_epl","startsAt":17858,"market":"theodds:',
  ':h2h","marketKind":"h2h","selection":"","selectionName":"","side":"back",',
  '"terms":{"kind":"limit","persistence":"lapse","minFill":null},"price":2.05,"fairProbability":0.50,"fairPrice":1.99,',
  '"fairSource":" without its overround of 2.15 % (power)","edge":0.02,"kellyFraction":0.02,"stake":1000,"sizing":[',
  '"Kelly at 2.05 with probability 50.05 % is 2.47 % of the bankroll","0.2 of that is 0.49 %",',
  '"0.49 % of 995.18 GBP is 4.92 GBP"],"liability":1000,"verdicts":[',
  '{"control":"trading-state","code":null,"detail":"trading is active"},',
  '{"control":"locks","code":null,"detail":"no lock holds"},',
  '{"control":"market-open","code":null,"detail":"the market is open, and the event has not started or the strategy bets in play"},',
  '{"control":"venue-offer","code":null,"detail":" shows 2.05 to back"},',
  '{"control":"quote-age","code":null,"detail":"the price is 11 s old, at most 120 s"},',
  '{"control":"entries","code":null,"detail":"0 of 1 entries taken in this market"},',
  '{"control":"price-range","code":null,"detail":"price 2.05 lies in [1.01, 1000]"},',
  '{"control":"price-ladder","code":null,"detail":"the venue takes any price"},',
  '{"control":"reference","code":null,"detail":"the reference has an overround of 2.15 %, within [-2.00 %, 25.00 %]"},',
  '{"control":"edge","code":null,"detail":"edge 0.0260 lies in [0.01, 0.25]"},',
  '{"control":"offered-size","code":null,"detail":"no size is told"},',
  '{"control":"stake-size","code":null,"detail":"liability 4.92 GBP is at most 49.75 GBP"},',
  '{"control":"funds","code":null,"detail":"4.92 GBP of 972.73 GBP available is to be reserved"},',
  '{"control":"open-bets","code":null,"detail":"9 of 10 open bets"},',
  '{"control":"selection-exposure","code":null,"detail":"no limit on what the selection can lose"},',
  '{"control":"market-exposure","code":null,"detail":"no limit on what the market can lose"},',
  '{"control":"event-exposure","code":null,"detail":"no limit on what the event can lose"},',
  '{"control":"strategy-exposure","code":null,"detail":"no limit on what the strategy can lose"},',
  '{"control":"venue-exposure","code":null,"detail":"no limit on what the venue can lose"},',
  '{"control":"account-exposure","code":null,"detail":"no limit on what the account can lose"},',
  '{"control":"day-loss","code":null,"detail":"worst loss of the day 32.19 GBP against 100.00 GBP"},',
  '{"control":"week-loss","code":null,"detail":"no limit on the loss of a week"},',
  '{"control":"month-loss","code":null,"detail":"no limit on the loss of a month"},',
  '{"control":"rate","code":null,"detail":"0 of 10 orders in 60 s"}],"rejection":null,"summary":"back ',
  ' at 2.05 with , fair 1.998, edge 2.60 %: stake 4.92 GBP"},"at":17857,"account":"DRY_RUN:main","run":"DRY_RUN:main#1"}',
  '],"rejection":"OPEN_BETS_EXCEEDED","summary":"","rejection":"EXPOSURE_',
].join('')

/** Of intents. */
const INTENTS = [
  '{"key":"DRY_RUN:main|value-betting@1|theodds:h2h||back|1","ref":"","account":"DRY_RUN:main","run":"DRY_RUN:main#1",',
  '"strategy":"value-betting","strategyVersion":"1","entry":1,"replaces":null,"venue":"betfair","wallet":"paper","event":"',
  '","market":":h2h","selection":"","eventName":" v ","selectionName":"","competition":"soccer_epl","startsAt":17858,',
  '"side":"back","outcomes":3,"winners":1,"netting":true,"origin":"decided","terms":{"kind":"limit","persistence":"lapse",',
  '"minFill":null},"price":20500,"stake":1000,"liability":1000,"fairProbability":0.50,"edge":0.02,"commission":0,',
  '"quote":{"price":2.05,"quotedAt":17857,"receivedAt":17857},"execution":{"token":null,"marketVersion":null,"betDelayMs":0,',
  '"maxStake":null},"decidedAt":17857,"claims":[{"limit":"open-orders","amount":1,"capacity":10},',
  '{"limit":"position:value-betting|:h2h","amount":1,"capacity":1}],"limits":{"exposure":{"selection":null,"market":null,',
  '"event":null,"strategy":null,"venue":null,"account":null},"loss":{"day":10000,"week":null,"month":null},',
  '"rate":{"orders":10,"windowMs":60000}},"windows":{"day":"2026-08-02","week":"2026-W31","month":"2026-08"},"reasons":["',
  'Kelly at 2.05 with probability 50.05 % is 2.47 % of the bankroll","0.2 of that is 0.49 %","0.49 % of 995.18 GBP is 4.92 GBP",',
  '"trading is active","no lock holds","the market is open, and the event has not started or the strategy bets in play",',
  '" shows 2.05 to back","the price is 11 s old, at most 120 s","0 of 1 entries taken in this market","price 2.05 lies in [1.01, 1000]",',
  '"the venue takes any price","the reference has an overround of 2.15 %, within [-2.00 %, 25.00 %]","edge 0.0260 lies in [0.01, 0.25]",',
  '"no size is told","liability 4.92 GBP is at most 49.75 GBP","4.92 GBP of 972.73 GBP available is to be reserved",',
  '"9 of 10 open bets","no limit on what the selection can lose","no limit on what the market can lose",',
  '"no limit on what the event can lose","no limit on what the strategy can lose","no limit on what the venue can lose",',
  '"no limit on what the account can lose","worst loss of the day 32.19 GBP against 100.00 GBP","no limit on the loss of a week",',
  '"no limit on the loss of a month","0 of 10 orders in 60 s"]}',
].join('')

/** For texts of any kind. */
export const ALL_WORDS: PackedWords = { format: 1, words: HISTORY + ORDERS + NEWS + ADVICE + INTENTS }

/** For texts that begin so. */
export const WORDS_OF_KINDS: readonly (PackedWords & { readonly begins: string })[] = [
  { begins: '{"key":', format: 2, words: INTENTS },
  { begins: '{"type":"order",', format: 3, words: ORDERS },
  { begins: '{"type":"advice",', format: 4, words: ADVICE },
]
