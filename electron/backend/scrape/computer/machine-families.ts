/**
 * This machine as node_exporter tells of one. On Linux from /proc. On macOS and Windows from what Node offers without a process of its own: CPU
 * (user, nice, system, irq, idle), memory (total and free), load (macOS), the system's file system; what disks and network devices moved is not there.
 */
import { cpus, freemem, homedir, hostname, loadavg, machine, release, totalmem, type, uptime, version } from 'node:os';
import { parse } from 'node:path';
import type { Clock } from '../../ports.ts';
import { createFileSystemReader, type MountedFileSystem, mountedFileSystems } from './file-systems.ts';
import {
  cpuFamily,
  diskFamilies,
  loadFamilies,
  loadOf,
  memoryFamilies,
  networkFamilies,
  statFamilies,
} from './linux-families.ts';
import { type MetricFamily, single } from './metric-families.ts';
import { readProcFile } from './proc-file.ts';

/** Never rejects: what cannot be read is not there. */
export type ReadFamilies = () => Promise<readonly MetricFamily[]>;

export function createMachineReader(platform: NodeJS.Platform, clock: Clock): ReadFamilies {
  const read = platform === 'linux' ? createLinuxReader() : createPortableReader(platform, clock);
  return async () => [...(await read()), single('gauge', 'node_time_seconds', timeHelp, clock.now() / 1000)];
}

const timeHelp = 'System time in seconds since epoch (1970).';

const linuxFiles = [
  ['/proc/stat', statFamilies],
  ['/proc/meminfo', memoryFamilies],
  ['/proc/diskstats', diskFamilies],
  ['/proc/net/dev', networkFamilies],
  ['/proc/loadavg', loadFamilies],
] as const;

function createLinuxReader(): ReadFamilies {
  const fileSystems = createFileSystemReader();
  const read = async (path: string, familiesOf: (text: string) => readonly MetricFamily[]) => {
    const text = await readProcFile(path);
    return text === undefined ? [] : familiesOf(text);
  };
  /** A container's first process sees what the machine has, and so node_exporter looks there first. */
  const mounts = async () => (await readProcFile('/proc/1/mounts')) ?? (await readProcFile('/proc/self/mounts')) ?? '';
  return async () => {
    const families: MetricFamily[] = [];
    // One after the other: the thread pool has four threads, which others need, too.
    for (const [path, familiesOf] of linuxFiles) families.push(...(await read(path, familiesOf)));
    families.push(...(await fileSystems.families(mountedFileSystems(await mounts()))));
    const domain = (await readProcFile('/proc/sys/kernel/domainname'))?.trim();
    return [...families, unameFamily(domain)];
  };
}

function createPortableReader(platform: NodeJS.Platform, clock: Clock): ReadFamilies {
  const fileSystems = createFileSystemReader();
  // Whole seconds, once: the uptime and the clock are not of the same moment, and the series would shake.
  const bootSeconds = Math.round(clock.now() / 1000 - uptime());
  const root = parse(homedir()).root;
  const system: MountedFileSystem = { device: root, mountPoint: root, type: '', isReadOnly: false };
  return async () => [
    cpuFamily(cpus().flatMap(({ times }, cpu) => cpuTimes(times, String(cpu), platform))),
    single('gauge', 'node_memory_total_bytes', 'Memory information field total_bytes.', totalmem()),
    single('gauge', 'node_memory_free_bytes', 'Memory information field free_bytes.', freemem()),
    // Windows has none, and Node says 0.
    ...(platform === 'win32' ? [] : loadOf(loadavg())),
    single('gauge', 'node_boot_time_seconds', 'Node boot time, in unixtime.', bootSeconds),
    ...(await fileSystems.families([system])),
    unameFamily(undefined),
  ];
}

type CpuTimes = ReturnType<typeof cpus>[number]['times'];

/** Milliseconds. Windows knows no `nice`, and macOS no `irq`: Node says 0. */
function cpuTimes({ user, nice, sys, idle, irq }: CpuTimes, cpu: string, platform: NodeJS.Platform) {
  const modes = [
    ['user', user],
    ...(platform === 'win32' ? [] : [['nice', nice] as const]),
    ['system', sys],
    ['idle', idle],
    ...(platform === 'darwin' ? [] : [['irq', irq] as const]),
  ] as const;
  return modes.map(([mode, ms]) => ({ labels: [['cpu', cpu] as const, ['mode', mode] as const], value: ms / 1000 }));
}

function unameFamily(domain: string | undefined): MetricFamily {
  return {
    name: 'node_uname_info',
    help: 'Labeled system information as provided by the uname system call.',
    type: 'gauge',
    samples: [
      {
        labels: [
          ['domainname', domain ?? '(none)'],
          ['machine', machine()],
          ['nodename', hostname()],
          ['release', release()],
          ['sysname', type()],
          ['version', version()],
        ],
        value: 1,
      },
    ],
  };
}
