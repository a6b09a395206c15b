import { type Html, type HtmlValue, html } from './html.ts'

/** A cell or heading of a kind of its own: one that a narrow screen leaves out, or text that stands on the left. */
type Special = { readonly lesser: HtmlValue } | { readonly text: HtmlValue }

/** What stands in a cell. */
export type Cell = HtmlValue | Special

/** The class and the content of a cell. */
function contentOf(cell: Cell): readonly [kind: string, content: HtmlValue] {
  if (typeof cell === 'object' && cell !== null) {
    if ('lesser' in cell) return ['lesser', cell.lesser]
    if ('text' in cell) return ['text', cell.text]
  }
  return ['', cell]
}

function cellOf(cell: Cell): Html {
  const [kind, content] = contentOf(cell)
  return kind === '' ? html`<td>${content}</td>` : html`<td class="${kind}">${content}</td>`
}

function headOf(head: Cell): Html {
  const [kind, content] = contentOf(head)
  return kind === '' ? html`<th scope="col">${content}</th>` : html`<th scope="col" class="${kind}">${content}</th>`
}

/** A table that scrolls by itself where it is too wide. */
export function table(heads: readonly Cell[], rows: readonly Html[], kind = ''): Html {
  return html`<div class="scroll"><table class="${kind}"><thead><tr>${heads.map(headOf)}</tr></thead><tbody>
${rows}</tbody></table></div>`
}

/** A row whose first cell names it. */
export function row(name: HtmlValue, cells: readonly Cell[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map(cellOf)}</tr>\n`
}
