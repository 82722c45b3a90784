/** The first byte of a column of values: how it is encoded in bits 0 to 2, a decimal exponent in bits 3 to 6. */
export const kinds = { constant: 0, sparse: 1, decimal: 2, units: 3, xor: 4, raw: 5, nearDecimal: 6 } as const;

export const kindMask = 7;
export const exponentShift = 3;
