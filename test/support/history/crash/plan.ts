/** What a process that is killed does: one operation after the other, known by seed and number, so that who killed it knows what has to be there. */
import type { SeriesColumn } from '../../../../electron/backend/history/store/append-columns.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { seededRandom } from '../../../fuzz/random.ts';
import { awkwardBits, histogramOf, valuesOfBits } from '../sample-bits.ts';

export interface PlannedScrape {
  readonly target: string;
  readonly timeMs: number;
  readonly labels: readonly Labels[];
  readonly values: Float64Array;
  readonly histograms: readonly (FloatHistogram | undefined)[];
}

export type Operation =
  | ({ readonly kind: 'scrape' } & PlannedScrape)
  | { readonly kind: 'columns' | 'import'; readonly columns: readonly SeriesColumn[] }
  /** Both inclusive. @property job undefined for all series */
  | { readonly kind: 'delete'; readonly startMs: number; readonly endMs: number; readonly job: string | undefined }
  /** Whole slots before this go. */
  | { readonly kind: 'retain'; readonly beforeMs: number }
  /** Coverage up to this operation, and a document of its time. */
  | { readonly kind: 'record'; readonly startMs: number; readonly endMs: number; readonly text: string }
  | { readonly kind: 'export' | 'metadata' };

const everyMs = slotMs / 20;
const startMs = 1000 * slotMs;
/** No operation writes further back than so many of them: what is deleted is further back. */
const reach = 30;

/** Of operation `n`; what one operation writes besides has the same offset to other times, so no two write the same ones. */
export function plannedTimeMs(n: number): number {
  return startMs + n * everyMs;
}

/** Worlds with such a seed have a target whose chunks need several transactions. */
export function isWide(seed: number): boolean {
  return seed % 4 === 0;
}

export function operationAt(seed: number, n: number): Operation {
  const random = randomOf(seed, n);
  const dice = random() % 100;
  const back = (least: number) => Math.max(0, n - least - (random() % (reach - least)));
  const offsetMs = 1 + (n % 100_000);
  if (dice < 8) return { kind: 'scrape', ...scrapeAt(seed, n, plannedTimeMs(back(1)) + offsetMs) };
  // The same once more, and, one time in three, other values at the same time.
  if (dice < 14) {
    const again = back(1);
    return { kind: 'scrape', ...scrapeAt(seed, dice < 12 ? again : n, plannedTimeMs(again)) };
  }
  if (dice < 22) return { kind: 'columns', columns: columnsAt(n, random, 'filled', offsetMs) };
  if (dice < 25) return { kind: 'import', columns: columnsAt(n, random, 'imported', offsetMs) };
  if (dice < 30 && n > 2 * reach) return deletionAt(n, random);
  if (dice < 33 && n > 3 * reach)
    return { kind: 'retain', beforeMs: plannedTimeMs(n - 2 * reach - (random() % reach)) };
  if (dice < 35) return { kind: 'export' };
  if (dice < 38) return { kind: 'metadata' };
  if (dice < 42) {
    const text = `as of ${n}, ${'and so on '.repeat(random() % 50)}`;
    return { kind: 'record', startMs: plannedTimeMs(Math.max(0, n - 10)), endMs: plannedTimeMs(n), text };
  }
  return { kind: 'scrape', ...scrapeAt(seed, n, plannedTimeMs(n)) };
}

function randomOf(seed: number, n: number): () => number {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b));
  for (let i = 0; i < 4; i += 1) random();
  return random;
}

function deletionAt(n: number, random: () => number): Operation {
  const endMs = plannedTimeMs(n - reach - 10 - (random() % 20));
  const window = { startMs: endMs - (random() % (2 * slotMs)), endMs };
  return { kind: 'delete', ...window, job: random() % 2 === 0 ? undefined : 'b' };
}

function scrapeAt(seed: number, n: number, timeMs: number): PlannedScrape {
  const random = randomOf(seed, n + 1_000_000);
  const target = n % 3 === 0 ? 'b' : 'a';
  const labels = labelsOf(seed, target, n, random);
  const values = new Float64Array(labels.length);
  const bits = new BigUint64Array(values.buffer);
  const awkward = new BigUint64Array(valuesOfBits(awkwardBits).buffer);
  for (let i = 0; i < values.length; i += 1) {
    if (random() % 8 === 0) bits[i] = awkward[random() % awkward.length] ?? 0n;
    else values[i] = i % 3 === 0 ? i : n * (i + 0.1);
  }
  const histograms = labels.map((set) => (set[1] === 'latency' ? histogramOf(n % 50) : undefined));
  return { target, timeMs, labels, values, histograms };
}

/** Most stay, some come and go; sorted by name. */
function labelsOf(seed: number, target: string, n: number, random: () => number): readonly Labels[] {
  const count = isWide(seed) && target === 'b' ? 1300 : 24;
  const labels: Labels[] = [['__name__', 'latency', 'job', target]];
  for (let i = 0; i < count; i += 1) {
    if (random() % 40 !== 0) labels.push(['__name__', `metric_${i % 5}`, 'i', String(i), 'job', target]);
  }
  labels.push(['__name__', 'churn', 'job', target, 'pod', String(Math.floor(n / 30))]);
  return labels;
}

/** Over several slots, between the times of scrapes. */
function columnsAt(n: number, random: () => number, name: string, offsetMs: number): readonly SeriesColumn[] {
  const first = Math.max(0, n - reach);
  return [0, 1, 2].map((i) => {
    const some = Array.from({ length: n - first }, (_, k) => first + k).filter(() => random() % 3 !== 0);
    const timesMs = Float64Array.from(some, (k) => plannedTimeMs(k) + offsetMs);
    const values = timesMs.map(() => (random() % 100) / 7);
    return { labels: ['__name__', name, 'i', String(i), 'job', 'c'], timesMs, values };
  });
}
