/** What can be a label's name. */
import type { Semantics } from './semantics.ts';

const classicName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Half a pair, or a byte that is no UTF-8. */
const loneSurrogate = /\p{Surrogate}/u;

export function isValidLabelName(name: string, { utf8LabelNames }: Semantics): boolean {
  return utf8LabelNames ? name !== '' && !loneSurrogate.test(name) : classicName.test(name);
}
