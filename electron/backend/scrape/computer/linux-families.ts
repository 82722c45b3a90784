/** Files of Linux's /proc as families of node_exporter's: its names, labels and help texts (1.5). Each takes a text and gives families. */
import { type FamilySample, type MetricFamily, noLabels, single } from './metric-families.ts';

/** USER_HZ, which is 100 on every machine that Node runs on; node_exporter takes it so, too. */
const ticksPerSecond = 100;

/** In the order of their columns in /proc/stat. What comes behind (guest) is in `user` and `nice` already. */
const cpuModes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;

const cpuHelp = 'Seconds the CPUs spent in each mode.';

export function cpuFamily(samples: readonly FamilySample[]): MetricFamily {
  return { name: 'node_cpu_seconds_total', help: cpuHelp, type: 'counter', samples };
}

/** /proc/stat. */
export function statFamilies(text: string): readonly MetricFamily[] {
  const fields = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    // A line of interrupts has thousands of numbers, of which only the first is looked at.
    const [name = '', ...values] = line.split(' ', 12).filter((part) => part !== '');
    if (name !== '') fields.set(name, values);
  }
  const cpus = [...fields].filter(([name]) => /^cpu\d+$/.test(name));
  const one = (field: string, type: MetricFamily['type'], name: string, help: string): readonly MetricFamily[] => {
    const value = Number(fields.get(field)?.[0]);
    return Number.isFinite(value) ? [single(type, name, help, value)] : [];
  };
  return [
    cpuFamily(cpus.flatMap(([name, ticks]) => cpuSamples(name.slice('cpu'.length), ticks))),
    ...one('intr', 'counter', 'node_intr_total', 'Total number of interrupts serviced.'),
    ...one('ctxt', 'counter', 'node_context_switches_total', 'Total number of context switches.'),
    ...one('processes', 'counter', 'node_forks_total', 'Total number of forks.'),
    ...one('btime', 'gauge', 'node_boot_time_seconds', 'Node boot time, in unixtime.'),
    ...one('procs_running', 'gauge', 'node_procs_running', 'Number of processes in runnable state.'),
    ...one('procs_blocked', 'gauge', 'node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.'),
  ];
}

function cpuSamples(cpu: string, ticks: readonly string[]): readonly FamilySample[] {
  return cpuModes.flatMap((mode, index) => {
    const value = Number(ticks[index]);
    if (!Number.isFinite(value)) return [];
    return [{ labels: [['cpu', cpu] as const, ['mode', mode] as const], value: value / ticksPerSecond }];
  });
}

/** /proc/meminfo, every field of it: `Active(anon): 12 kB` is node_memory_Active_anon_bytes. */
export function memoryFamilies(text: string): readonly MetricFamily[] {
  return text.split('\n').flatMap((line) => {
    const [, name, value, unit] = /^([^:]+):\s+(\d+)(?: (kB))?\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const plain = name.replace(/\((.*)\)/, '_$1') + (unit === undefined ? '' : '_bytes');
    if (!/^\w+$/.test(plain)) return [];
    const bytes = Number(value) * (unit === undefined ? 1 : 1024);
    return [single('gauge', `node_memory_${plain}`, `Memory information field ${plain}.`, bytes)];
  });
}

const sectorBytes = 512;

/** Name, help, type, and how it comes of the columns of a line behind the device's name. */
const diskMetrics = [
  ['reads_completed_total', 'The total number of reads completed successfully.', 'counter', 0, 1],
  ['read_bytes_total', 'The total number of bytes read successfully.', 'counter', 2, sectorBytes],
  ['writes_completed_total', 'The total number of writes completed successfully.', 'counter', 4, 1],
  ['written_bytes_total', 'The total number of bytes written successfully.', 'counter', 6, sectorBytes],
  ['io_now', 'The number of I/Os currently in progress.', 'gauge', 8, 1],
  ['io_time_seconds_total', 'Total seconds spent doing I/Os.', 'counter', 9, 1 / 1000],
] as const;

/** node_exporter's `--collector.diskstats.device-exclude`: what is a part of a disk, or none. */
const notDisks = /^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/;

/** /proc/diskstats. */
export function diskFamilies(text: string): readonly MetricFamily[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const disks = lines.filter(([, , device = '']) => device !== '' && !notDisks.test(device));
  return diskMetrics.map(([name, help, type, column, factor]) => ({
    ...{ name: `node_disk_${name}`, help, type },
    samples: disks.flatMap(([, , device = '', ...columns]) => columnSample(device, scaled(columns[column], factor))),
  }));
}

/** Milliseconds are divided, not multiplied, so that the result is the nearest number. */
function scaled(text: string | undefined, factor: number): number {
  return factor < 1 ? Number(text) / Math.round(1 / factor) : Number(text) * factor;
}

/** Name and column behind the device's name. */
const networkMetrics = [
  ['receive_bytes', 0],
  ['receive_packets', 1],
  ['receive_errs', 2],
  ['receive_drop', 3],
  ['transmit_bytes', 8],
  ['transmit_packets', 9],
  ['transmit_errs', 10],
  ['transmit_drop', 11],
] as const;

/** /proc/net/dev: of the network that this process is in. */
export function networkFamilies(text: string): readonly MetricFamily[] {
  const devices = text.split('\n').flatMap((line) => {
    // Two lines of headings have no colon behind their first word.
    const [, device, columns] = /^\s*([^\s|]+):\s*(.*)$/.exec(line) ?? [];
    return device === undefined || columns === undefined ? [] : [{ device, columns: columns.trim().split(/\s+/) }];
  });
  return networkMetrics.map(([name, column]) => ({
    name: `node_network_${name}_total`,
    help: `Network device statistic ${name}.`,
    type: 'counter',
    samples: devices.flatMap(({ device, columns }) => columnSample(device, Number(columns[column]))),
  }));
}

function columnSample(device: string, value: number): readonly FamilySample[] {
  return Number.isFinite(value) ? [{ labels: [['device', device]], value }] : [];
}

/** /proc/loadavg. */
export function loadFamilies(text: string): readonly MetricFamily[] {
  return loadOf(text.split(' ', 3).map(Number));
}

/** @param load of the last minute, five and fifteen */
export function loadOf(load: readonly number[]): readonly MetricFamily[] {
  return ([1, 5, 15] as const).map((minutes, index) => {
    const value = load[index];
    const samples = value === undefined || !Number.isFinite(value) ? [] : [{ labels: noLabels, value }];
    return { name: `node_load${minutes}`, help: `${minutes}m load average.`, type: 'gauge', samples };
  });
}
