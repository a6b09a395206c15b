/** The version of this package; `pnpm version-packages` writes it. */
export const VERSION = '0.0.0'
