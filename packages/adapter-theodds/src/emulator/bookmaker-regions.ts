/** The regions of the service. */
export const REGIONS = ['us', 'us2', 'us_dfs', 'us_ex', 'uk', 'eu', 'fr', 'se', 'au'] as const

/** Which bookmakers the service lists where; one can be in several regions. */
const BY_REGION: Readonly<Record<string, string>> = {
  uk: 'sport888 betfair_ex_uk betfair_sb_uk betfred_uk betvictor betway boylesports casumo coral grosvenor ladbrokes_uk leovegas livescorebet matchbook paddypower skybet smarkets unibet_uk virginbet williamhill',
  eu: 'onexbet sport888 betclic_fr betfair_ex_eu betonlineag betsson codere_it betvictor coolbet everygame gtbets marathonbet matchbook mybookieag nordicbet pinnacle pmu_fr suprabets tipico_de unibet_fr unibet_it unibet_nl unibet_se williamhill winamax_de winamax_fr',
  us: 'betonlineag betmgm betrivers betus bovada williamhill_us draftkings fanatics fanduel lowvig mybookieag',
  us2: 'ballybet betanysports betparx espnbet fliff hardrockbet hardrockbet_az hardrockbet_fl hardrockbet_oh rebet',
  fr: 'betclic_fr netbet_fr pmu_fr unibet_fr winamax_fr',
  se: 'atg_se betinia_se betmgm_se betsson campobet_se expekt_se hajper_se leovegas_se mrgreen_se nordicbet sport888_se svenskaspel_se unibet_se',
  us_ex: 'betopenly kalshi novig polymarket prophetx',
  us_dfs: 'betr_us_dfs pick6 prizepicks underdog',
  au: 'betfair_ex_au betr_au betright bet365_au dabble_au ladbrokes_au neds playup pointsbetau sportsbet tab tabtouch unibet',
}

const REGIONS_OF = new Map<string, Set<string>>()
for (const [region, bookmakers] of Object.entries(BY_REGION)) {
  for (const bookmaker of bookmakers.split(' ')) {
    const regions = REGIONS_OF.get(bookmaker) ?? new Set()
    REGIONS_OF.set(bookmaker, regions.add(region))
  }
}

/** Whether the service knows a bookmaker. */
export function isKnownBookmaker(bookmaker: string): boolean {
  return REGIONS_OF.has(bookmaker)
}

/** Whether a bookmaker is in one of `regions`; one that the service does not list, of a made-up world, is in all of them. */
export function isInRegions(bookmaker: string, regions: readonly string[]): boolean {
  const listed = REGIONS_OF.get(bookmaker)
  return listed === undefined || regions.some((region) => listed.has(region))
}
