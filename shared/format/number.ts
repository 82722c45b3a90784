/** Numbers: as Prometheus writes them, with groups, and bytes. The locale sets only the signs within a number; units are in unit.ts. */

const binaryPrefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

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

/** A number with at most so many decimals, and no zeros at their end. */
export function formatShort(value: number, mostDecimals: number, locale = 'en'): string {
  return special(value) ?? numberFormat(locale, { maximumFractionDigits: mostDecimals }).format(value);
}

/** Bytes in powers of 1024, with three digits: `14.2 GiB`, `512 B`. */
export function formatBytes(bytes: number, { locale = 'en' }: { readonly locale?: string } = {}): string {
  const { factor, prefix } = binaryScale(bytes);
  const number = special(bytes) ?? numberFormat(locale, { maximumSignificantDigits: 3 }).format(bytes / factor);
  return `${number} ${prefix}B`;
}

/** Below one there is no prefix. */
function binaryScale(value: number): { readonly factor: number; readonly prefix: string } {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size < 1) return { factor: 1, prefix: '' };
  // Half a unit of the third digit: 1,023.9 KiB is written 1 MiB.
  const index = Math.min(Math.floor(Math.log2(size * (1 + 5e-4)) / 10 + 1e-9), binaryPrefixes.length - 1);
  return { factor: 1024 ** index, prefix: binaryPrefixes[index] ?? '' };
}
