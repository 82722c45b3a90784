/** Closes a switch over a discriminated union: a missing case is a compile error, and at run time a bug with the value in it. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
