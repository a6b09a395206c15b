/** The ids of markets as texts that are made once: to find one again makes nothing. */
export class MarketIds {
  readonly texts: string[] = []
  readonly #places = new Map<number, number>()
  /** That of the id that was asked for last: often it is the same again. */
  #last = -1

  /** The place of the id that stands in these bytes; −1 where another has taken its place. */
  placeOf(bytes: Buffer, start: number, end: number): number {
    if (this.#stands(this.#last, bytes, start, end)) return this.#last
    let hash = end - start
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    const place = this.#places.get(hash)
    if (place !== undefined && !this.#stands(place, bytes, start, end)) return -1
    if (place === undefined) {
      this.#places.set(hash, this.texts.length)
      this.texts.push(bytes.toString('latin1', start, end))
    }
    this.#last = place ?? this.texts.length - 1
    return this.#last
  }

  #stands(place: number, bytes: Buffer, start: number, end: number): boolean {
    const text = this.texts[place]
    if (text === undefined || text.length !== end - start) return false
    for (let index = 0; index < text.length; index += 1) {
      if (text.charCodeAt(index) !== bytes[start + index]) return false
    }
    return true
  }
}
