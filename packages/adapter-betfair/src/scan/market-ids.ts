/** The ids of markets as texts that are made once: to find one again makes nothing. */
export class MarketIds {
  readonly texts: string[] = []
  readonly #places = new Map<number, number>()

  /** The place of the id that stands in these bytes; −1 where another has taken its place. */
  placeOf(bytes: Buffer, start: number, end: number): number {
    let hash = end - start
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    const place = this.#places.get(hash)
    if (place !== undefined) return this.#stands(place, bytes, start, end) ? place : -1
    this.#places.set(hash, this.texts.length)
    return this.texts.push(bytes.toString('latin1', start, end)) - 1
  }

  #stands(place: number, bytes: Buffer, start: number, end: number): boolean {
    const text = this.texts[place] ?? ''
    if (text.length !== end - start) return false
    for (let index = 0; index < text.length; index += 1) {
      if (text.charCodeAt(index) !== bytes[start + index]) return false
    }
    return true
  }
}
