/** Header fields in the forms that HTTP clients take them in, as one record. */

type Value = string | string[] | undefined;

/** Undefined and null: none. A list holds names and values in turn. */
export function plainHeaders(headers: unknown): Record<string, Value> {
  if (typeof headers !== 'object' || headers === null) return {};
  if (Array.isArray(headers)) {
    return Object.fromEntries(headers.flatMap((name, at) => (at % 2 === 0 ? [[String(name), headers[at + 1]]] : [])));
  }
  const entries = Symbol.iterator in headers ? (headers as Iterable<[string, Value]>) : Object.entries(headers);
  return Object.fromEntries(entries);
}
