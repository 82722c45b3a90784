/** The answer of a range query as Prometheus writes it: 1,000 series of 1,440 points, 45 MB. */
import { seededRandom } from '../fuzz/random.ts';

export interface MatrixShape {
  readonly series: number;
  readonly points: number;
  /** `rates`: of 100 values 82 have 16 or 17 digits, as `rate` gives them; `counters`: whole numbers. */
  readonly values: 'rates' | 'counters';
  /** Prometheus writes milliseconds where a time has any. */
  readonly millis: '' | '.123';
}

export const largeMatrix: MatrixShape = { series: 1000, points: 1440, values: 'rates', millis: '' };

const stats =
  '{"timings":{"evalTotalTime":0.397,"resultSortTime":0.000001046,"queryPreparationTime":0.0012,"innerEvalTime":0.395,"execQueueTime":0.000016235,"execTotalTime":0.397},"samples":{"totalQueryableSamples":28800000,"peakSamples":1460000}}';

export function matrixAnswer({ series, points, values, millis }: MatrixShape): Uint8Array<ArrayBuffer> {
  const random = seededRandom(2026);
  const value = () =>
    values === 'rates' && random() % 100 < 82
      ? (random() % 100_000) / (285 + (random() % 1000) / 1000)
      : random() % 1_000_000;
  const parts: string[] = [];
  for (let s = 0; s < series; s += 1) {
    const rows = Array.from({ length: points }, (_, i) => `[${1_795_346_080 + i * 15}${millis},"${asGo(value())}"]`);
    const metric = `{"__name__":"http_requests_total","instance":"10.0.${s % 8}.${s % 250}:9100","job":"api","namespace":"ns-${s % 12}","pod":"api-${s}"}`;
    parts.push(`{"metric":${metric},"values":[${rows.join(',')}]}`);
  }
  const data = `"resultType":"matrix","result":[${parts.join(',')}],"stats":${stats}`;
  return new TextEncoder().encode(`{"status":"success","data":{${data}}}`);
}

/** Go's shortest form, with exponents outside of 1e-6 … 1e21. */
function asGo(value: number): string {
  return value !== 0 && (value < 1e-6 || value >= 1e21) ? value.toExponential() : String(value);
}
