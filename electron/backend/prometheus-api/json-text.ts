/** Numbers, times and texts as Prometheus writes them into JSON. */

/** What JSON and Go's encoder leave as it is: all of ASCII that is printed but `"`, `\`, `<`, `>` and `&`. */
const plain = /^[ !#-%'-;=?-[\]-~]*$/;

/** Go escapes what would mean something in HTML. */
const unsafe = /[<>&\u2028\u2029]/g;

export function jsonText(text: string): string {
  return plain.test(text) ? `"${text}"` : escapedHtml(JSON.stringify(text.toWellFormed()));
}

/** Of JSON that is whole: these characters are in its texts only. */
export function escapedHtml(json: string): string {
  return json.replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const loneDigit = /e-(\d)$/;

/** The shortest text that is read back as the same double; from 1e21 on, and below 1e-6, with an exponent of two digits or more. */
export function floatText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const text = String(value);
  return value < 1e-6 && value > -1e-6 ? text.replace(loneDigit, 'e-0$1') : text;
}

/** Seconds: whole, or with three decimals. */
export function timeText(timeMs: number): string {
  const sign = timeMs < 0 ? '-' : '';
  const ms = Math.abs(timeMs);
  const fraction = ms % 1000;
  const seconds = `${sign}${(ms - fraction) / 1000}`;
  return fraction === 0 ? seconds : `${seconds}.${String(fraction).padStart(3, '0')}`;
}
