/** Messages of Prometheus's protobuf, written field by field: right ones and wrong ones. */

/** Bytes of a field: its tag and what follows. */
type Field = readonly number[];

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

export function integer(field: number, value: number | bigint): Field {
  return [...varint(BigInt(field << 3)), ...varint(BigInt(value))];
}

const zigzag = (value: number) => (BigInt(value) << 1n) ^ (BigInt(value) >> 63n);

export function signed(field: number, value: number): Field {
  return integer(field, zigzag(value));
}

export function double(field: number, value: number): Field {
  return [...varint(BigInt((field << 3) | 1)), ...new Uint8Array(Float64Array.of(value).buffer)];
}

export function bytes(field: number, value: Iterable<number>): Field {
  const all = [...value];
  return [...varint(BigInt((field << 3) | 2)), ...varint(BigInt(all.length)), ...all];
}

export function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value));
}

export function message(field: number, ...fields: readonly Field[]): Field {
  return bytes(field, fields.flat());
}

export function packedSigned(field: number, values: readonly number[]): Field {
  return bytes(
    field,
    values.flatMap((value) => varint(zigzag(value))),
  );
}

export function packedDoubles(field: number, values: readonly number[]): Field {
  return bytes(field, new Uint8Array(Float64Array.from(values).buffer));
}

export const labelPair = (name: string, value: string) => message(1, text(1, name), text(2, value));

/** By their numbers in the message: counter 0, gauge 1, summary 2, untyped 3, histogram 4, gauge histogram 5. */
export function family(name: string, type: number, metrics: readonly Field[], ...more: readonly Field[]): Field {
  return [...text(1, name), ...text(2, `Help of ${name}.`), ...integer(3, type), ...metrics.flat(), ...more.flat()];
}

/** @returns each behind its length. */
export function delimited(...families: readonly Field[]): Uint8Array {
  return Uint8Array.from(families.flatMap((one) => [...varint(BigInt(one.length)), ...one]));
}
