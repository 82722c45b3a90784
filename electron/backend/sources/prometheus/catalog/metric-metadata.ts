/**
 * What /api/v1/metadata says, laid out beside the names: a type, a help text and a unit for each. Metadata is of families: a histogram's
 * series have names of their own, and what a counter is called depends on the exposition's format.
 */
import type { MetricType } from '../../../../../shared/model/catalog.ts';
import { openTexts, packTexts, type TextList, textAt } from './text-list.ts';

/** What a family's metadata comes to. */
export interface Family {
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

const metricTypes: readonly MetricType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
];

export interface MetadataMemory {
  /** For each name its type, its help and its unit: the latter two by their place among `texts`. */
  readonly perName: SharedArrayBuffer;
  readonly texts: SharedArrayBuffer;
}

export interface Metadata {
  readonly types: Uint8Array;
  readonly helps: Uint32Array;
  readonly units: Uint32Array;
  /** The first is ''. */
  readonly texts: TextList;
}

/** @param count of names. */
export function openMetadata({ perName, texts }: MetadataMemory, count: number): Metadata {
  return {
    helps: new Uint32Array(perName, 0, count),
    units: new Uint32Array(perName, 4 * count, count),
    types: new Uint8Array(perName, 8 * count, count),
    texts: openTexts(texts),
  };
}

/** Of a name; `unknown` where there is no metadata. */
export function familyAt(metadata: Metadata | undefined, id: number | undefined): Family {
  if (metadata === undefined || id === undefined) return { type: 'unknown', help: '', unit: '' };
  const { types, helps, units, texts } = metadata;
  return {
    type: metricTypes[types[id] as number] ?? 'unknown',
    help: textAt(texts, helps[id] as number),
    unit: textAt(texts, units[id] as number),
  };
}

/** What a server may say in a help text is not for a list; the model has the bound. */
const longestHelp = 2000;
const longestUnit = 100;

/** @param said the entries of one family, in the answer's order: targets may disagree. */
export function familyOf(said: readonly Family[]): Family {
  const counts = new Map<MetricType, number>();
  for (const { type } of said) if (type !== 'unknown') counts.set(type, (counts.get(type) ?? 0) + 1);
  let type: MetricType = 'unknown';
  // A map keeps the order: of equals the first stays.
  for (const [one, count] of counts) if (count > (counts.get(type) ?? 0)) type = one;
  const ofType = said.filter((one) => one.type === type);
  const first = (key: 'help' | 'unit') => [...ofType, ...said].find((one) => one[key] !== '')?.[key] ?? '';
  return { type, help: cutText(first('help'), longestHelp), unit: cutText(first('unit'), longestUnit) };
}

/** At most so many UTF-16 units; not between the halves of a pair. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** As the API spells it. */
export function metricTypeOf(text: string): MetricType {
  return metricTypes.find((type) => type === text) ?? 'unknown';
}

interface Suffix {
  readonly suffix: string;
  /** Of which families the name may be. */
  readonly of: readonly MetricType[];
  /** What the name is then, where that is not what its family is. */
  readonly as?: Partial<Pick<Family, 'type' | 'unit'>>;
}

/** A family's unit is not that of what is counted. */
const suffixes: readonly Suffix[] = [
  { suffix: '_bucket', of: ['histogram', 'gaugehistogram'], as: { unit: '' } },
  { suffix: '_count', of: ['histogram', 'summary', 'gaugehistogram'], as: { unit: '' } },
  { suffix: '_sum', of: ['histogram', 'summary', 'gaugehistogram'] },
  { suffix: '_gcount', of: ['gaugehistogram'], as: { unit: '' } },
  { suffix: '_gsum', of: ['gaugehistogram'] },
  // OpenMetrics names a counter's family without it.
  { suffix: '_total', of: ['counter', 'unknown'] },
  { suffix: '_info', of: ['info'] },
  // When the series began, in seconds.
  { suffix: '_created', of: ['counter', 'histogram', 'summary'], as: { type: 'gauge', unit: 'seconds' } },
];

/** The metadata of a series' name; undefined where nothing is said of it. */
export function familyOfName(name: string, families: ReadonlyMap<string, Family>): Family | undefined {
  const own = families.get(name);
  if (own !== undefined) return own;
  for (const { suffix, of, as } of suffixes) {
    if (!name.endsWith(suffix)) continue;
    const stem = name.slice(0, -suffix.length);
    // The text format's counters have the suffix in their family's name, and their times have none.
    const family = families.get(stem) ?? (suffix === '_created' ? families.get(`${stem}_total`) : undefined);
    if (family !== undefined && of.includes(family.type)) return { ...family, ...as };
  }
  const counter = families.get(`${name}_total`);
  return counter?.type === 'counter' ? counter : undefined;
}

export function packMetadata(names: TextList, families: ReadonlyMap<string, Family>): MetadataMemory {
  const places = new Map<string, number>([['', 0]]);
  const placeOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const perName = new SharedArrayBuffer(9 * names.count);
  const helps = new Uint32Array(perName, 0, names.count);
  const units = new Uint32Array(perName, 4 * names.count, names.count);
  const types = new Uint8Array(perName, 8 * names.count, names.count);
  for (let id = 0; id < names.count; id += 1) {
    const family = familyOfName(textAt(names, id), families);
    if (family === undefined) continue;
    helps[id] = placeOf(family.help);
    units[id] = placeOf(family.unit);
    types[id] = metricTypes.indexOf(family.type);
  }
  return { perName, texts: packTexts([...places.keys()]).memory };
}
