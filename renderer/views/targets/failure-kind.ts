/** What the words of who scrapes come to, where they are many and name a cause that has a sentence of ours. */

const causes = {
  refused: /connection refused/i,
  certificate: /x509: |tls: failed to verify|certificate has expired/i,
  noHost: /no such host/i,
  noRoute: /no route to host|network is unreachable/i,
  late: /context deadline exceeded|i\/o timeout|client\.timeout exceeded/i,
  forbidden: /\bis forbidden: |cannot (?:get|create) resource /i,
  ended: /connection reset by peer|broken pipe|unexpected EOF|: EOF$/i,
} as const;

export type FailureKind = keyof typeof causes;

/** Fewer are read at a glance. */
const manyWords = 120;

/** @returns the first cause that they name; undefined where they are short, or name none */
export function failureKind(error: string): FailureKind | undefined {
  if (error.length < manyWords) return undefined;
  return (Object.keys(causes) as FailureKind[]).find((kind) => causes[kind].test(error));
}
