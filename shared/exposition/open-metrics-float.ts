/** Numbers in labels (`le`, `quantile`) as OpenMetrics writes them. */

/** With other exponents Go's shortest %g has no digits of places: `1e-05`, `1e+06`. */
const plainExponents = { least: -4, most: 5 };

/** Always with a point or an exponent: `1.0`, `0.005`, `1e+06`, `+Inf`. */
export function formatOpenMetricsFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0.0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < plainExponents.least || exponent > plainExponents.most) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
