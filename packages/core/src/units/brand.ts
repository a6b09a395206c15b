declare const brand: unique symbol

/** A nominal `Base`: a plain value at run time that only its own parser can mint. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
