/**
 * Names of labels in an address. Since 3.0 any text may be one, and what an address cannot carry is escaped: `U__my_2e_label`.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values
 */

const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** @returns undefined where it cannot be the name of a label */
export function labelNameOf(written: string, legacy: boolean): string | undefined {
  if (legacy) return plainName.test(written) ? written : undefined;
  const name = unescapedName(written);
  return name === '' ? undefined : name;
}

const escapes = /__|_([\da-fA-F]{1,5})_|_/g;

/** A text whose escapes are wrong is not escaped. */
function unescapedName(written: string): string {
  if (!written.startsWith('U__')) return written;
  let isWrong = false;
  const name = written.slice('U__'.length).replace(escapes, (all: string, hex: string | undefined) => {
    if (all === '__') return '_';
    const code = hex === undefined ? Number.NaN : Number.parseInt(hex, 16);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code <= 0x10ffff && !isSurrogate) return String.fromCodePoint(code);
    isWrong = true;
    return all;
  });
  return isWrong ? written : name;
}
