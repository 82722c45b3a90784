/** This process, with the names and help texts of prom-client's default metrics (https://github.com/siimon/prom-client#default-metrics). */
import { readdir } from 'node:fs/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { type FamilySample, type MetricFamily, noLabels, single } from './metric-families.ts';
import { readProcFile } from './proc-file.ts';

/**
 * Never rejects. How long garbage was collected and how the event loop's delays are spread is left out: an observer and a timer of 10 ms, for
 * nobody but this, would cost more than all the rest.
 */
export async function processFamilies(platform: NodeJS.Platform): Promise<readonly MetricFamily[]> {
  const lag = await eventLoopLag();
  return [
    ...cpuFamilies(),
    single(
      'gauge',
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      startSeconds,
    ),
    ...memoryFamilies(),
    single('gauge', 'nodejs_eventloop_lag_seconds', 'Lag of event loop in seconds.', lag),
    ...activeFamilies(),
    ...heapSpaceFamilies(),
    versionFamily(),
    ...(platform === 'linux' ? await linuxFamilies() : []),
  ];
}

const startSeconds = Math.round(Date.now() / 1000 - process.uptime());

/** As prom-client measures it: until what was put off to the next turn has its turn. */
async function eventLoopLag(): Promise<number> {
  const startedMs = performance.now();
  await new Promise((resolve) => setImmediate(resolve));
  return (performance.now() - startedMs) / 1000;
}

function cpuFamilies(): readonly MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const counter = (name: string, help: string, microseconds: number) =>
    single('counter', `process_cpu_${name}_total`, help, microseconds / 1e6);
  return [
    counter('user_seconds', 'Total user CPU time spent in seconds.', user),
    counter('system_seconds', 'Total system CPU time spent in seconds.', system),
    counter('seconds', 'Total user and system CPU time spent in seconds.', user + system),
  ];
}

function memoryFamilies(): readonly MetricFamily[] {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  return [
    single('gauge', 'process_resident_memory_bytes', 'Resident memory size in bytes.', rss),
    single('gauge', 'nodejs_heap_size_total_bytes', 'Process heap size from Node.js in bytes.', heapTotal),
    single('gauge', 'nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.', heapUsed),
    single('gauge', 'nodejs_external_memory_bytes', 'Node.js external memory size in bytes.', external),
  ];
}

/** Sockets, timers and the like, by kind. */
function activeFamilies(): readonly MetricFamily[] {
  const active = process.getActiveResourcesInfo();
  const byType = [...Map.groupBy(active, (type) => type)].map(([type, all]) => ({ type, count: all.length }));
  const help =
    'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.';
  return [
    {
      ...{ name: 'nodejs_active_resources', help, type: 'gauge' },
      samples: byType.map(({ type, count }) => ({ labels: [['type', type]], value: count })),
    },
    single('gauge', 'nodejs_active_resources_total', 'Total number of active resources.', active.length),
  ];
}

function heapSpaceFamilies(): readonly MetricFamily[] {
  const spaces = getHeapSpaceStatistics();
  const family = (name: string, of: (space: (typeof spaces)[number]) => number): MetricFamily => ({
    name: `nodejs_heap_space_size_${name}_bytes`,
    help: `Process heap space size ${name} from Node.js in bytes.`,
    type: 'gauge',
    samples: spaces.map(
      (space): FamilySample => ({ labels: [['space', space.space_name.replace(/_space$/, '')]], value: of(space) }),
    ),
  });
  return [
    family('total', (space) => space.space_size),
    family('used', (space) => space.space_used_size),
    family('available', (space) => space.space_available_size),
  ];
}

function versionFamily(): MetricFamily {
  const [major = '', minor = '', patch = ''] = process.version.slice(1).split('.');
  const labels = [
    ['version', process.version],
    ['major', major],
    ['minor', minor],
    ['patch', patch],
  ] as const;
  return { name: 'nodejs_version_info', help: 'Node.js version info.', type: 'gauge', samples: [{ labels, value: 1 }] };
}

async function linuxFamilies(): Promise<readonly MetricFamily[]> {
  const status = (await readProcFile('/proc/self/status')) ?? '';
  const virtual = kilobytesOf(status, 'VmSize');
  const data = kilobytesOf(status, 'VmData');
  const gauge = (name: string, help: string, value: number | undefined): MetricFamily => ({
    ...{ name, help, type: 'gauge' },
    samples: value === undefined ? [] : [{ labels: noLabels, value }],
  });
  return [
    gauge('process_virtual_memory_bytes', 'Virtual memory size in bytes.', virtual),
    gauge('process_heap_bytes', 'Process heap size in bytes.', data),
    gauge('process_open_fds', 'Number of open file descriptors.', await openFiles()),
  ];
}

function kilobytesOf(status: string, field: string): number | undefined {
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Without the one that reading the folder takes. */
async function openFiles(): Promise<number | undefined> {
  try {
    return (await readdir('/proc/self/fd')).length - 1;
  } catch {
    return undefined;
  }
}
