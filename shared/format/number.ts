/** Numbers: as Prometheus writes them, and shortened with an SI or a binary prefix. The locale sets only the signs within a number. */

const siPrefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binaryPrefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const smallPrefixes = ['', 'm', 'µ', 'n', 'p'] as const;

const formats = new Map<string, Intl.NumberFormat>();

/** Making an Intl format costs about 50 µs: a table of a thousand rows would notice. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** What no locale changes: Prometheus's own words for the values that are not numbers. */
function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return undefined;
}

/** The shortest text that is read back as the same double, as Prometheus's API writes it: `0.1`, `1e+21`, `NaN`, `+Inf`. */
export function formatExact(value: number): string {
  return special(value) ?? (Object.is(value, -0) ? '-0' : String(value));
}

/** A count with its groups: `4,812`. Fractions are rounded away. */
export function formatCount(value: number, locale = 'en'): string {
  return special(value) ?? numberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A number with so many decimals, always all of them, for columns whose points stand under each other. */
export function formatFixed(value: number, decimals: number, locale = 'en'): string {
  return (
    special(value) ??
    numberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value)
  );
}

/** What a value is divided by, and the prefix which says so. */
export interface Scale {
  readonly factor: number;
  readonly prefix: string;
}

/** One scale for a whole axis or column: chosen by its largest value, so that all numbers of it share the prefix. */
export function siScale(largest: number): Scale {
  const size = Math.abs(largest);
  if (!Number.isFinite(size) || size === 0) return { factor: 1, prefix: '' };
  // Half a unit of the third digit: 999.6 k is written 1 M, not 1,000 k.
  const power = Math.floor(Math.log10(size * (1 + 5e-4)) / 3 + 1e-9);
  if (power >= 0) {
    const index = Math.min(power, siPrefixes.length - 1);
    return { factor: 1000 ** index, prefix: siPrefixes[index] ?? '' };
  }
  const index = Math.min(-power, smallPrefixes.length - 1);
  return { factor: 1000 ** -index, prefix: smallPrefixes[index] ?? '' };
}

/** The same in powers of 1024, for bytes. Below one there is no prefix. */
export function binaryScale(largest: number): Scale {
  const size = Math.abs(largest);
  if (!Number.isFinite(size) || size < 1) return { factor: 1, prefix: '' };
  const index = Math.min(Math.floor(Math.log2(size * (1 + 5e-4)) / 10 + 1e-9), binaryPrefixes.length - 1);
  return { factor: 1024 ** index, prefix: binaryPrefixes[index] ?? '' };
}

export interface PrefixedOptions {
  /** Stands after the prefix: `B`, `s`, `cores`. */
  readonly unit?: string;
  /** Significant digits, 3 unless said. */
  readonly digits?: number;
  readonly locale?: string;
}

function prefixed(value: number, scale: Scale, options: PrefixedOptions): string {
  const { unit = '', digits = 3, locale = 'en' } = options;
  const name = `${scale.prefix}${unit}`;
  const text =
    special(value) ?? numberFormat(locale, { maximumSignificantDigits: digits }).format(value / scale.factor);
  return name === '' ? text : `${text} ${name}`;
}

/** `12,300` as `12.3 k`, `0.0412` with unit s as `41.2 ms`. */
export function formatSi(value: number, options: PrefixedOptions = {}): string {
  return prefixed(value, siScale(value), options);
}

/** Bytes in powers of 1024: `14.2 GiB`, `512 B`. */
export function formatBytes(bytes: number, options: Omit<PrefixedOptions, 'unit'> = {}): string {
  return prefixed(bytes, binaryScale(bytes), { ...options, unit: 'B' });
}
