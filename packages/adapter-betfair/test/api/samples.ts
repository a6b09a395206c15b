/** Made-up answers of the venue, each in the shape that its documentation gives. */
export const T = '2026-11-30T10:00:00.000Z'
const MARKET = '1.200000001'

export const catalogue = {
  marketId: MARKET,
  marketName: '2m Hcap',
  marketStartTime: '2026-11-30T14:00:00.000Z',
  description: {
    persistenceEnabled: true,
    bspMarket: true,
    marketTime: '2026-11-30T14:00:00.000Z',
    suspendTime: '2026-11-30T14:00:00.000Z',
    bettingType: 'ODDS',
    turnInPlayEnabled: true,
    marketType: 'WIN',
    regulator: 'GIBRALTAR REGULATOR',
    marketBaseRate: 5.0,
    discountAllowed: true,
    wallet: 'UK wallet',
    rules: 'Who wins?\nDead heats apply.',
    raceType: 'Hurdle',
    priceLadderDescription: { type: 'CLASSIC' },
    betDelayModels: ['PASSIVE'],
  },
  totalMatched: 1234.56,
  runners: [
    {
      selectionId: 11,
      runnerName: 'Kestrel',
      handicap: 0.0,
      sortPriority: 1,
      metadata: { CLOTH_NUMBER: '1A', JOCKEY_NAME: null, runnerId: '11' },
    },
    { selectionId: 12, runnerName: 'Heron', handicap: 0.0, sortPriority: 2 },
  ],
  eventType: { id: '7', name: 'Horse Racing' },
  event: { id: '31', name: 'Wick 30th Nov', countryCode: 'GB', timezone: 'Europe/London', venue: 'Wick', openDate: T },
}

export const book = {
  marketId: MARKET,
  isMarketDataDelayed: false,
  status: 'OPEN',
  betDelay: 0,
  bspReconciled: false,
  complete: true,
  inplay: false,
  numberOfWinners: 1,
  numberOfRunners: 2,
  numberOfActiveRunners: 1,
  lastMatchTime: T,
  totalMatched: 1234.56,
  totalAvailable: 99,
  crossMatching: true,
  runnersVoidable: false,
  version: 4_249_587_130,
  runners: [
    {
      selectionId: 11,
      handicap: 0.0,
      status: 'ACTIVE',
      adjustmentFactor: 55.5,
      lastPriceTraded: 1.8,
      totalMatched: 0.0,
      sp: { nearPrice: 'NaN', farPrice: 'Infinity', backStakeTaken: [], layLiabilityTaken: [] },
      ex: { availableToBack: [{ price: 1.79, size: 10.5 }], availableToLay: [], tradedVolume: [] },
    },
    {
      selectionId: 12,
      handicap: 0.0,
      status: 'REMOVED',
      adjustmentFactor: 8.3,
      removalDate: '2026-11-30T20:00:00+10:00',
    },
  ],
}

export const currentOrder = {
  betId: '300000000001',
  marketId: MARKET,
  selectionId: 11,
  handicap: 0.0,
  priceSize: { price: 3.0, size: 2.0 },
  bspLiability: 0.0,
  side: 'BACK',
  status: 'EXECUTABLE',
  persistenceType: 'LAPSE',
  orderType: 'LIMIT',
  placedDate: T,
  averagePriceMatched: 0.0,
  sizeMatched: 0.0,
  sizeRemaining: 2.0,
  sizeLapsed: 0.0,
  sizeCancelled: 0.0,
  sizeVoided: 0.0,
  regulatorCode: 'GIBRALTAR REGULATOR',
  customerOrderRef: 'o1',
  customerStrategyRef: 's1',
}

export const clearedRow = {
  eventTypeId: '7',
  eventId: '31',
  marketId: MARKET,
  selectionId: 11,
  handicap: 0.0,
  betId: '300000000001',
  placedDate: T,
  persistenceType: 'LAPSE',
  orderType: 'LIMIT',
  side: 'BACK',
  betOutcome: 'WON',
  priceRequested: 3.0,
  settledDate: T,
  lastMatchedDate: T,
  betCount: 1,
  priceMatched: 3.0,
  priceReduced: false,
  sizeSettled: 2.0,
  profit: 4.0,
  customerOrderRef: 'o1',
}

const instruction = {
  selectionId: 11,
  handicap: 0.0,
  side: 'BACK',
  orderType: 'LIMIT',
  limitOrder: { size: 2.0, price: 3.0, persistenceType: 'LAPSE' },
  customerOrderRef: 'o1',
}

/** A market version was too old: a failure that owns a bet. */
export const refusedWithBet = {
  status: 'FAILURE',
  errorCode: 'BET_ACTION_ERROR',
  marketId: MARKET,
  instructionReports: [
    {
      status: 'FAILURE',
      errorCode: 'BET_TAKEN_OR_LAPSED',
      instruction,
      betId: '300000000004',
      placedDate: T,
      averagePriceMatched: 0.0,
      sizeMatched: 0.0,
      orderStatus: 'EXECUTION_COMPLETE',
    },
  ],
}

export const cancelReport = {
  status: 'SUCCESS',
  marketId: MARKET,
  instructionReports: [
    {
      status: 'SUCCESS',
      instruction: { betId: '300000000001', sizeReduction: 1.0 },
      sizeCancelled: 1.0,
      cancelledDate: T,
    },
  ],
}

export const replaceReport = {
  status: 'PROCESSED_WITH_ERRORS',
  errorCode: 'PROCESSED_WITH_ERRORS',
  marketId: MARKET,
  instructionReports: [
    {
      status: 'FAILURE',
      errorCode: 'CANCELLED_NOT_PLACED',
      cancelInstructionReport: cancelReport.instructionReports[0],
      placeInstructionReport: { status: 'FAILURE', errorCode: 'INVALID_ODDS', instruction },
    },
  ],
}

export const funds = {
  availableToBetBalance: 1000.55,
  exposure: -20.0,
  retainedCommission: 0.0,
  exposureLimit: -15000.0,
  discountRate: 0.0,
  pointsBalance: 20,
  wallet: 'UK',
}

export const statementItem = {
  refId: '300000000001',
  itemDate: T,
  amount: -0.9,
  balance: 1018.0,
  itemClass: 'UNKNOWN',
  itemClassData: { unknownStatementItem: '{}' },
  legacyData: {
    avgPrice: 0.0,
    betSize: 0.0,
    betType: 'B',
    commissionRate: '5%',
    eventId: 200000001,
    grossBetAmount: 18.0,
    selectionId: 0,
    transactionType: 'ACCOUNT_DEBIT',
    transactionId: 0,
    winLose: 'RESULT_NOT_APPLICABLE',
  },
}

export const developerApp = {
  appName: 'my-bot',
  appId: 1,
  appVersions: [
    { owner: 'me', versionId: 1, version: '1.0', applicationKey: 'livelivelivelive', delayData: false, active: false },
    {
      owner: 'me',
      versionId: 2,
      version: '1.0-DELAY',
      applicationKey: 'latelatelatelate',
      delayData: true,
      active: true,
    },
  ],
}
