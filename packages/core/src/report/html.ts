/** A piece of HTML: what goes into it was escaped, or is HTML already. */
export interface Html {
  readonly markup: string
}

/** What may stand in an {@link html} template: text is escaped, pieces are joined, `null` is nothing. */
export type HtmlValue = string | number | Html | null | readonly HtmlValue[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

function markupOf(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(markupOf).join('')
}

/** HTML from a template in which every value is escaped: the only way that text gets into a page. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: strings.map((text, index) => text + markupOf(values[index] ?? null)).join('') }
}
