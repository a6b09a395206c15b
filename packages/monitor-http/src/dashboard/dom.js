// Text from venues (team names above all) is hostile until shown otherwise: it enters the page as text nodes and attribute
// values only, and nothing here parses markup.

/** @typedef {Node | string | null} Child */

/**
 * An element with attributes and children; `null` children are left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | boolean>>} attributes `true` sets an empty attribute, `false` leaves it out.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.filter((child) => child !== null))
  return node
}

/**
 * The element of the page with this id.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function byId(id, kind) {
  const node = document.getElementById(id)
  if (node === null || (kind !== undefined && !(node instanceof kind))) throw new Error(`The page has no #${id}.`)
  return /** @type {Kind} */ (node)
}

/**
 * Sets text only where it differs, so that a screen reader is not told the same again.
 *
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

/**
 * Makes the children of `parent` show `items` in order. A child is made anew only when its item's version changes, so focus,
 * selection and opened details stay.
 *
 * @template Item
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, version?: (item: Item) => string, create: (item: Item) => HTMLElement }} how
 */
export function showList(parent, items, { key, version = () => '', create }) {
  const shown = known(parent)
  const wanted = new Set(items.map(key))
  for (const [name, { node }] of shown) {
    if (wanted.has(name)) continue
    node.remove()
    shown.delete(name)
  }
  let place = parent.firstElementChild
  for (const item of items) {
    const name = key(item)
    const stamp = version(item)
    let entry = shown.get(name)
    if (entry === undefined || entry.stamp !== stamp) {
      const node = create(item)
      if (entry !== undefined) {
        if (place === entry.node) place = node
        entry.node.replaceWith(node)
      }
      entry = { node, stamp }
      shown.set(name, entry)
    }
    if (entry.node === place) place = entry.node.nextElementSibling
    else parent.insertBefore(entry.node, place)
  }
}

/** @typedef {Map<string, { node: HTMLElement, stamp: string }>} Shown */

/** @type {WeakMap<Element, Shown>} */
const lists = new WeakMap()

/** @param {Element} parent */
function known(parent) {
  const shown = lists.get(parent) ?? new Map()
  lists.set(parent, shown)
  return shown
}
