/** Usage credits, as the service last counted them. */
export interface Credits {
  readonly remaining: number
  readonly used: number
  /** What the last request cost. */
  readonly last: number | null
}

/** Reads the credits out of response headers; `null` where the service says nothing readable. */
export function creditsOf(headers: { get(name: string): string | null }): Credits | null {
  const remaining = numberOf(headers.get('x-requests-remaining'))
  const used = numberOf(headers.get('x-requests-used'))
  if (remaining === null || used === null) return null
  return { remaining, used, last: numberOf(headers.get('x-requests-last')) }
}

/** For people; `null` before anything is known. */
export function creditsText(credits: Credits | null): string | null {
  return credits === null ? null : `${credits.remaining} credits left, ${credits.used} used`
}

function numberOf(text: string | null): number | null {
  if (text === null || text.trim() === '') return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}
