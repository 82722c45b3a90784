/** The file systems of this machine, with node_exporter's names: which there are, and how full they are. Asks nothing that may hang for long. */
import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { FamilySample, MetricFamily } from './metric-families.ts';

export interface MountedFileSystem {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly isReadOnly: boolean;
}

/** node_exporter's `--collector.filesystem.mount-points-exclude` and `fs-types-exclude`. */
const notPlaces = /^\/(dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/;
const notTypes =
  /^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$/;

/** Left out, as node_exporter does not: a server that is gone would hold one of the four threads that read files, for good. */
const overNetwork = /^(nfs\d?|cifs|smb\d?|smbfs|afs|ceph|glusterfs|lustre|9p|virtiofs|davfs|fuse(\..*)?)$/;

/** A machine that builds containers has thousands. */
const mostFileSystems = 64;

/** One that takes longer is told of as failing, and no other one is asked until it has answered. */
const timeoutMs = 1000;

/** /proc/mounts. */
export function mountedFileSystems(text: string): readonly MountedFileSystem[] {
  const seen = new Set<string>();
  const mounted = text.split('\n').flatMap((line): readonly MountedFileSystem[] => {
    const [device, mountPoint, type, options] = line.split(' ');
    if (device === undefined || mountPoint === undefined || type === undefined || options === undefined) return [];
    if (notPlaces.test(mountPoint) || notTypes.test(type) || overNetwork.test(type)) return [];
    const one = { device, mountPoint: unescaped(mountPoint), type, isReadOnly: options.split(',').includes('ro') };
    const key = JSON.stringify([device, mountPoint, type]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [one];
  });
  return mounted.slice(0, mostFileSystems);
}

/** The kernel writes a blank as \040, as in octal. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

interface Usage {
  readonly sizeBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  readonly files: number;
  readonly filesFree: number;
}

export interface FileSystemReader {
  /** Never rejects, and takes about as long as one file system may, at most. */
  families(mounted: readonly MountedFileSystem[]): Promise<readonly MetricFamily[]>;
}

export function createFileSystemReader(): FileSystemReader {
  let hanging = false;

  async function usageOf({ mountPoint }: MountedFileSystem): Promise<Usage | undefined> {
    if (hanging) return undefined;
    hanging = true;
    const asked = statfs(mountPoint).finally(() => (hanging = false));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    try {
      const found = await Promise.race([asked, late]);
      return found === undefined ? undefined : usage(found);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async families(mounted) {
      const all: { readonly at: MountedFileSystem; readonly usage: Usage | undefined }[] = [];
      for (const at of mounted) all.push({ at, usage: await usageOf(at) });
      return familiesOf(all);
    },
  };
}

function usage({ bsize, blocks, bfree, bavail, files, ffree }: StatsFs): Usage {
  return {
    sizeBytes: blocks * bsize,
    freeBytes: bfree * bsize,
    availableBytes: bavail * bsize,
    files,
    filesFree: ffree,
  };
}

const usageMetrics = [
  ['size_bytes', 'Filesystem size in bytes.', 'sizeBytes'],
  ['free_bytes', 'Filesystem free space in bytes.', 'freeBytes'],
  ['avail_bytes', 'Filesystem space available to non-root users in bytes.', 'availableBytes'],
  ['files', 'Filesystem total file nodes.', 'files'],
  ['files_free', 'Filesystem total free file nodes.', 'filesFree'],
] as const;

function familiesOf(
  all: readonly { readonly at: MountedFileSystem; readonly usage: Usage | undefined }[],
): readonly MetricFamily[] {
  const sample = ({ device, type, mountPoint }: MountedFileSystem, value: number): FamilySample => ({
    labels: [
      ['device', device],
      ['fstype', type],
      ['mountpoint', mountPoint],
    ],
    value,
  });
  const known = all.flatMap(({ at, usage: found }) => (found === undefined ? [] : [{ at, found }]));
  const errorHelp = 'Whether an error occurred while getting statistics for the given device.';
  return [
    ...usageMetrics.map(
      ([name, help, key]): MetricFamily => ({
        ...{ name: `node_filesystem_${name}`, help, type: 'gauge' },
        samples: known.map(({ at, found }) => sample(at, found[key])),
      }),
    ),
    {
      ...{ name: 'node_filesystem_readonly', help: 'Filesystem read-only status.', type: 'gauge' },
      samples: known.map(({ at }) => sample(at, at.isReadOnly ? 1 : 0)),
    },
    {
      ...{ name: 'node_filesystem_device_error', help: errorHelp, type: 'gauge' },
      samples: all.map(({ at, usage: found }) => sample(at, found === undefined ? 1 : 0)),
    },
  ];
}
