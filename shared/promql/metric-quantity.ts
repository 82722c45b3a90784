/**
 * What a metric measures, by its name and a few of its labels: names as https://prometheus.io/docs/practices/naming/ asks for, what
 * recording rules and kube-state-metrics do besides, and some that everybody has and that keep to neither.
 */
import type { UnitName } from '../format/unit.ts';
import { type Base, type Quantity, quantity, quantityOfUnit, rateOf, unitOfQuantity, unknown } from './quantity.ts';

/** The value that a label is equal to; undefined where the selector does not say. */
type LabelOf = (name: string) => string | undefined;

const unitWords: ReadonlyMap<string, Base> = new Map([
  ...bases('bytes', 'byte bytes'),
  ...bases('bits', 'bit bits'),
  ...bases('seconds', 'second seconds'),
  ...bases('ratio', 'ratio'),
  ...bases('percent', 'percent percentage'),
  ...bases('celsius', 'celsius'),
  ...bases('hertz', 'hertz'),
  ...bases('volts', 'volt volts'),
  ...bases('amperes', 'amp amps ampere amperes'),
  ...bases('joules', 'joule joules'),
  ...bases('meters', 'meter meters metre metres'),
  ...bases('grams', 'gram grams'),
]);

function bases(base: Base, words: string): readonly (readonly [string, Base])[] {
  return words.split(' ').map((word) => [word, base]);
}

/** Units for which there is no name here: a rate of milliseconds is no rate of events. */
const otherUnits =
  /^(millis?|micros?|nanos?|ms|us|usecs?|ns|msecs?|minutes|hours|days|[kmgt]i?b(ytes|its)?|jiffies|ticks|rpm|k?wh|watthours)$|^(milli|micro|nano|kilo|mega|giga|tera|deci|centi)[a-z]{3,}$/;

/** Behind a unit, these say which of its values it is: `_seconds_max`, `_bytes_received_total`. */
const afterUnit = new Set(
  'max min avg mean current peak limit used free available in out sent received read written rx tx transmitted'.split(
    ' ',
  ),
);

const cpuCores = (name: string) => quantity('cpu', new Set([name]), 1);

/** Those whose names say nothing, or something else. */
const known: ReadonlyMap<string, readonly [base: Base, per: number]> = new Map(
  Object.entries({
    flag: 'up probe_success ALERTS scrape_up',
    bytes:
      'container_memory_rss container_memory_cache container_memory_swap container_memory_mapped_file container_memory_kernel_usage',
    timestamp:
      'container_last_seen node_time_seconds probe_ssl_earliest_cert_expiry probe_ssl_last_chain_expiry_timestamp_seconds ssl_cert_not_after x509_cert_not_after',
    cpuShare: 'windows_cpu_time_total',
    celsius: 'node_thermal_zone_temp',
    ratio: 'go_memstats_gc_cpu_fraction',
    'bytes 1': 'node_network_speed_bytes',
  }).flatMap(([what, names]) => {
    const [base, per = '0'] = what.split(' ');
    return names.split(' ').map((name) => [name, [base as Base, Number(per)] as const] as const);
  }),
);

const flags =
  /^kube_.*_(labels|annotations|owner|info|role)$|^kube_.*_status_(phase|ready|condition|scheduled|reason|waiting|running|terminated|terminated_reason|waiting_reason)$|_info$/;
const times =
  /(^|_)(timestamp(_in)?|mtime|last_gc_time|(start|boot|creation|birth|completion)_time|tsdb_head_(min|max)_time)_seconds$|^kube_.*(_time|_created|_timestamp)$/;
/** Is it a time, or how long something took, or how long until then? Names do not tell. */
const doubtful = /(^|_)(last|next|expiry|expiration|expires|not_after|not_before)(_|$)/;
const lengths = /duration|latency|interval|delay|lag|took|wait|(^|_)(age|since|until)(_|$)/;
/** Seconds a second of one device or cgroup, never more than one. */
const busyTime = /^node_disk_io_time_seconds|(^|_)pressure_\w+_seconds/;
/** One series for each processor and what it does. */
const ofEachCpu = /^(node_cpu(_guest)?|system_cpu_time)_seconds/;
const isCpu = /(^|[_:])cpus?([_:]|$)/;

/** @param equal what the selector says of labels. @returns `unknown` where the name says nothing. */
export function quantityOfMetric(name: string, equal: LabelOf = () => undefined): Quantity {
  const resource = resourceQuantity(name, equal);
  if (resource !== undefined) return resource;
  return name.includes(':') ? ofRule(name) : ofPlain(name);
}

function ofPlain(name: string): Quantity {
  const exact = known.get(name);
  if (exact !== undefined) return quantity(exact[0], new Set([name]), exact[1]);
  if (times.test(name)) return quantity('timestamp', new Set([name]));
  if (flags.test(name)) return quantity('flag', new Set([name]));
  const words = name.toLowerCase().split('_');
  const kind = words.at(-1) ?? '';
  if (/[a-z0-9]_created$/i.test(name)) return quantity('timestamp', new Set([name]));
  const isPart = kind === 'total' || kind === 'sum' || kind === 'bucket' || kind === 'count';
  if (isPart) words.pop();
  const stem = isPart ? name.slice(0, -(kind.length + 1)) : name;
  const of = new Set([stem]);
  const measured = ofStem(stem.toLowerCase(), words, of);
  const isHistogram = kind !== 'total' && kind !== 'sum';
  if (kind === 'count') return quantity('number', of);
  if (kind === 'bucket') return { ...quantity('number', of), observed: measured?.base };
  if (measured === undefined) {
    const counts = kind === 'total' && !otherUnits.test(words.at(-1) ?? '');
    return quantity(counts ? 'number' : 'unknown', of);
  }
  const isMoment = !isPart && measured.base === 'seconds' && doubtful.test(stem) && !lengths.test(stem);
  if (isMoment) return quantity('unknown', of);
  return isHistogram ? { ...measured, observed: measured.base } : measured;
}

/** By the unit that a name ends with. */
function ofStem(stem: string, words: readonly string[], of: ReadonlySet<string>): Quantity | undefined {
  const perSecond = /_per_sec(ond)?$/.test(stem);
  const excluding = words.indexOf('excluding');
  const rest = perSecond ? words.slice(0, -2) : excluding > 0 ? words.slice(0, excluding) : words;
  const last = rest.at(-1) ?? '';
  if (last === 'cores') return quantity('cpu', of, 1);
  if (last === 'watt' || last === 'watts') return quantity('joules', of, 1);
  const base = unitWords.get(last) ?? (afterUnit.has(last) ? unitWords.get(rest.at(-2) ?? '') : undefined);
  if (perSecond) return base === undefined ? quantity('number', of, 1) : rateOf(quantity(base, of));
  if (base !== 'seconds') return base === undefined ? undefined : quantity(base, of);
  if (busyTime.test(stem)) return quantity('busy', of);
  if (ofEachCpu.test(stem)) return quantity('cpuShare', of);
  return quantity(isCpu.test(stem) ? 'cpu' : 'seconds', of);
}

const operation =
  /^(sum|avg|mean|min|max|count|median|p\d+|quantile|histogram_quantile|i?rate|increase|ratio|percent|relabel)(_|\d|$)/;

/** `level:metric:operations`, as https://prometheus.io/docs/practices/rules/ has it; either end may lack. */
function ofRule(name: string): Quantity {
  const parts = name.split(':').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const hasOperations = parts.length > 2 || operation.test(last);
  const done = hasOperations ? last : '';
  const of = new Set([name]);
  if (/(^|_)ratio(_|$)/.test(done)) return quantity('ratio', of);
  if (/(^|_)percent(_|$)/.test(done)) return quantity('percent', of);
  if (/^count(_|$)/.test(done)) return quantity('number', of);
  const measured = ofPlain((hasOperations ? parts.at(-2) : last) ?? '');
  const rated = /(^|_)i?rate(\d|_|$)/.test(done) ? rateOf(measured) : measured;
  const isSum = rated.base === 'cpuShare' && /(^|_)sum(_|$)/.test(done);
  return { ...rated, base: isSum ? 'cpu' : rated.base, of };
}

const resources = /kube_(\w+_resource_(requests|limits)|node_status_(capacity|allocatable)|resourcequota|limitrange)$/;

/** kube-state-metrics says the resource and its unit in labels; rules over it in the first part of their name. */
function resourceQuantity(name: string, equal: LabelOf): Quantity | undefined {
  const [metric, level] = resources.test(name)
    ? [name, name.split(':').slice(0, -1).join(':')]
    : [name.split(':').slice(0, -1).join(':'), name.split(':')[0] ?? ''];
  if (!resources.test(metric)) return undefined;
  const said = equal('unit');
  const resource = equal('resource')?.replace(/^(requests|limits)\./, '') ?? '';
  if (said === 'core' || resource === 'cpu' || isCpu.test(level)) return cpuCores(name);
  const isBytes = /^(memory|storage|ephemeral[-_]storage|hugepages.*)$/.test(resource);
  if (said === 'byte' || isBytes || /(^|[_:])memory([_:]|$)/.test(level)) return quantity('bytes', new Set([name]));
  return said === undefined && resource === ''
    ? quantity('unknown', new Set([name]))
    : quantity('number', new Set([name]));
}

/** Unit texts of OpenTelemetry, besides those of OpenMetrics, which are the words of names. */
const shortUnits: ReadonlyMap<string, UnitName> = new Map([
  ['s', 'seconds'],
  ['By', 'bytes'],
  ['By/s', 'bytesPerSecond'],
  ['bit', 'bits'],
  ['bit/s', 'bitsPerSecond'],
  ['%', 'percent'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['W', 'watts'],
  ['J', 'joules'],
  ['m', 'meters'],
  ['g', 'grams'],
]);

/**
 * Of a metric's plain values, without what an expression does to them.
 * @param unitText what the server's metadata says of it
 * @returns undefined where neither says anything; 'none' for what is known to have no unit
 */
export function unitOfMetricName(name: string, unitText = ''): UnitName | undefined {
  const measured = quantityOfMetric(name);
  const isPart = /_(count|bucket)$/.test(name) || measured.base === 'flag';
  const unit = unitOfQuantity(measured);
  if (unit !== 'none' || isPart) return unit;
  const word = unitWords.get(unitText.toLowerCase());
  return shortUnits.get(unitText) ?? (word === undefined ? undefined : unitOfQuantity(quantity(word)));
}

/** What the metadata adds to a name that says nothing. */
export function quantityOfMetadata(measured: Quantity, unit: UnitName | undefined): Quantity {
  if (unit === undefined || unit === 'none') return measured;
  if (measured.base !== 'unknown' && measured.base !== 'number') return measured;
  const said = quantityOfUnit(unit, measured.of);
  return said === undefined ? unknown : { ...said, observed: said.base };
}
