/** The exporter's texts: what it makes of files of /proc, and that whatever is in a label comes out of a strict parser as it went in. */
import { describe, expect, it } from 'vitest';
import { mountedFileSystems } from '../../../electron/backend/scrape/computer/file-systems.ts';
import {
  diskFamilies,
  memoryFamilies,
  networkFamilies,
  statFamilies,
} from '../../../electron/backend/scrape/computer/linux-families.ts';
import { createMachineReader } from '../../../electron/backend/scrape/computer/machine-families.ts';
import { expositionText, type MetricFamily } from '../../../electron/backend/scrape/computer/metric-families.ts';
import { parsedExposition } from '../../support/parsed-exposition.ts';

const clock = { now: () => 1_700_000_000_250, monotonic: () => 0 };

const valuesOf = (families: readonly MetricFamily[]) => [...parsedExposition(expositionText(families))];

describe('the exposition', () => {
  it('says any value and any text so that a strict parser reads the same', () => {
    const values = [0, -0, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, 2 ** 60, 1e21, -1.5, Infinity, -Infinity];
    const texts = ['', 'a b', '"', '\\', '\n', '\\n', '{},=#', 'é漢\u{1F30A}', '\r\t\u0000', '<script>'];
    const family: MetricFamily = {
      name: 'x',
      help: 'A "help" with \\ and\na line',
      type: 'gauge',
      samples: values.map((value, index) => ({ labels: [['device', texts[index] ?? '']], value })),
    };
    expect(valuesOf([family])).toEqual(
      values.map((value, index) => {
        const text = texts[index] ?? '';
        return [JSON.stringify(['__name__', 'x', ...(text === '' ? [] : ['device', text])]), value];
      }),
    );
  });

  it('leaves out a family without samples', () => {
    expect(expositionText([{ name: 'x', help: 'x', type: 'gauge', samples: [] }])).toBe('');
  });
});

describe('files of /proc', () => {
  it('gives the seconds of each processor and mode, and no sum of them', () => {
    const stat = 'cpu  9 9 9 9 9 9 9 9 9 9\ncpu12 1 20 300 4000 5 6 7 8 99 99\nintr 77 1 2 3\nbtime 1700000000\n';
    const series = (name: string, ...labels: string[]) => JSON.stringify(['__name__', name, ...labels]);
    const cpu = (mode: string) => series('node_cpu_seconds_total', 'cpu', '12', 'mode', mode);
    expect(valuesOf(statFamilies(stat))).toEqual([
      [cpu('user'), 0.01],
      [cpu('nice'), 0.2],
      [cpu('system'), 3],
      [cpu('idle'), 40],
      [cpu('iowait'), 0.05],
      [cpu('irq'), 0.06],
      [cpu('softirq'), 0.07],
      [cpu('steal'), 0.08],
      [series('node_intr_total'), 77],
      [series('node_boot_time_seconds'), 1_700_000_000],
    ]);
  });

  it('names memory as node_exporter does, in bytes where there is a unit', () => {
    const text = 'MemTotal:       16 kB\nActive(anon):   2 kB\nHugePages_Total:       3\nbroken\nbad-name: 1 kB\n';
    expect(memoryFamilies(text).map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
      ['node_memory_MemTotal_bytes', 16_384],
      ['node_memory_Active_anon_bytes', 2048],
      ['node_memory_HugePages_Total', 3],
    ]);
  });

  it('has whole disks, and no parts of them', () => {
    const line = (name: string) => `   8  0 ${name} 10 1 20 3 40 5 60 7 8 9999 10 0 0 0 0 0 0`;
    const text = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'loop3', 'dm-0'].map(line).join('\n');
    const read = diskFamilies(text).find(({ name }) => name === 'node_disk_read_bytes_total');
    const time = diskFamilies(text).find(({ name }) => name === 'node_disk_io_time_seconds_total');
    expect(read?.samples.map(({ labels, value }) => [labels[0]?.[1], value])).toEqual([
      ['sda', 10_240],
      ['nvme0n1', 10_240],
      ['dm-0', 10_240],
    ]);
    expect(time?.samples[0]?.value).toBe(9.999);
  });

  it('reads network devices also where a number stands right behind the colon', () => {
    const text =
      'Inter-|   Receive      |  Transmit\n face |bytes packets|bytes\n  lo:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n' +
      'eth0.5: 21 2 3 4 5 6 7 8 29 10 11 12 13 14 15 16\n';
    const of = (name: string) => networkFamilies(text).find((family) => family.name === name)?.samples;
    expect([of('node_network_receive_bytes_total'), of('node_network_transmit_bytes_total')]).toEqual([
      [
        { labels: [['device', 'lo']], value: 1 },
        { labels: [['device', 'eth0.5']], value: 21 },
      ],
      [
        { labels: [['device', 'lo']], value: 9 },
        { labels: [['device', 'eth0.5']], value: 29 },
      ],
    ]);
  });

  it('asks no file system that may hang, each place once, with its name as it is', () => {
    const text = [
      'proc /proc proc rw 0 0',
      '/dev/sda1 / ext4 rw,relatime 0 0',
      '/dev/sda1 / ext4 rw,relatime 0 0',
      '/dev/sdb1 /mnt/my\\040disk xfs ro,nosuid 0 0',
      'server:/x /mnt/nfs nfs4 rw 0 0',
      'sshfs /mnt/ssh fuse.sshfs rw 0 0',
      'overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0',
    ].join('\n');
    expect(mountedFileSystems(text)).toEqual([
      { device: '/dev/sda1', mountPoint: '/', type: 'ext4', isReadOnly: false },
      { device: '/dev/sdb1', mountPoint: '/mnt/my disk', type: 'xfs', isReadOnly: true },
    ]);
  });
});

describe('a machine without /proc', () => {
  it.each(['darwin', 'win32'] as const)('tells on %s what Node knows, and nothing twice', async (platform) => {
    const text = expositionText(await createMachineReader(platform, clock)());
    const names = [...parsedExposition(text).keys()].map((key) => String(JSON.parse(key)[1]));
    expect([...new Set(names)]).toEqual([
      'node_cpu_seconds_total',
      'node_memory_total_bytes',
      'node_memory_free_bytes',
      ...(platform === 'darwin' ? ['node_load1', 'node_load5', 'node_load15'] : []),
      'node_boot_time_seconds',
      'node_filesystem_size_bytes',
      'node_filesystem_free_bytes',
      'node_filesystem_avail_bytes',
      'node_filesystem_files',
      'node_filesystem_files_free',
      'node_filesystem_readonly',
      'node_filesystem_device_error',
      'node_uname_info',
      'node_time_seconds',
    ]);
  });
});
