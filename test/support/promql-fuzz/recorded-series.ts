/**
 * Series of real exporters: one scrape each of node-exporter and Prometheus is kept in recorded/ (what tells of the machine is left out),
 * and its numbers go on from there by chance, as their kind would.
 */
import { readFileSync } from 'node:fs';
import { type Labels, labelsFromPairs, labelValue } from '../../../shared/model/labels.ts';
import type { Chance } from './chance.ts';
import { intervalMs, regularTimes } from './scrape-times.ts';
import type { FuzzSeries } from './series.ts';

interface Recorded {
  readonly labels: Labels;
  readonly value: number;
  readonly kind: 'counter' | 'gauge';
}

const pattern = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;

function recordedOf(file: string, job: string): readonly Recorded[] {
  const text = readFileSync(new URL(`recorded/${file}.txt`, import.meta.url), 'utf8');
  const target = [
    ['job', job],
    ['instance', `${job}:1`],
  ] as const;
  let type = '';
  return text.split('\n').flatMap((line): readonly Recorded[] => {
    if (line.startsWith('# TYPE')) type = line.split(' ')[3] ?? '';
    const [, name = '', inside = '', value = ''] = pattern.exec(line) ?? [];
    if (name === '') return [];
    const own = Array.from(inside.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', text = '']) => [label, text] as const);
    const grows = type === 'counter' || /_(bucket|count|sum)$/.test(name);
    const labels = labelsFromPairs([['__name__', name], ...target, ...own.filter(([, text]) => text !== '')]);
    return [{ labels, value: Number(value.replace('Inf', 'Infinity')), kind: grows ? 'counter' : 'gauge' }];
  });
}

export function recordedSeries(chance: Chance): readonly FuzzSeries[] {
  const all = [...recordedOf('node-exporter', 'node'), ...recordedOf('prometheus', 'prometheus')];
  const timesMs = regularTimes(2 * intervalMs, 7000);
  /** The buckets of one histogram grow together: each has what the one below it has, and more. */
  let below: { readonly key: string; readonly grown: readonly number[] } | undefined;
  return all.map(({ labels, value, kind }) => {
    const le = labelValue(labels, 'le');
    const key = labels.filter((_, i) => labels[i] !== 'le' && labels[i - 1] !== 'le').join('\n');
    const base = le !== undefined && below?.key === key ? below.grown : undefined;
    const grown = kind === 'counter' ? growth(timesMs.length, value, chance, base) : undefined;
    below = le === undefined || grown === undefined ? undefined : { key, grown };
    const values = grown === undefined ? walk(timesMs.length, value, chance) : grown.map((more) => value + more);
    return { labels, timesMs, values };
  });
}

/** By how much a counter has grown, sample by sample. */
function growth(count: number, value: number, chance: Chance, base: readonly number[] | undefined): readonly number[] {
  const whole = Number.isInteger(value);
  const rests = value === 0 && base === undefined && chance.of(0.5);
  let total = 0;
  return Array.from({ length: count }, (_, i) => {
    const step = chance.of(0.4) || rests ? 0 : (chance.fraction() * Math.max(1, Math.abs(value))) / 500;
    total += whole ? Math.round(step) : step;
    return total + (base?.[i] ?? 0);
  });
}

function walk(count: number, value: number, chance: Chance): readonly number[] {
  const moves = chance.of(0.6) && Number.isFinite(value) && Math.abs(value) < 1e18;
  const whole = Number.isInteger(value);
  let now = value;
  return Array.from({ length: count }, () => {
    const step = moves && chance.of(0.5) ? (chance.fraction() - 0.5) * Math.max(1, Math.abs(value)) * 0.02 : 0;
    now += whole ? Math.round(step) : step;
    return now;
  });
}
