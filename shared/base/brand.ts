/** A type that only its maker can produce: `Brand<string, 'ContextId'>` is a string nobody can pass by accident. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
