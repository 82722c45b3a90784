/** What Binnacle says of itself where it stands in a Prometheus's place: its process, and what scraping costs. */
import { availableParallelism } from 'node:os';
import type { OwnRuntime } from '../../shared/model/own-runtime.ts';
import type { ScrapeLoad } from '../../shared/model/scrape-load.ts';
import type { Ports } from './ports.ts';

export function ownRuntime(
  { version, host, dataDir, clock }: Pick<Ports, 'version' | 'host' | 'dataDir' | 'clock'>,
  load: ScrapeLoad | undefined,
): OwnRuntime {
  const { electron, node } = process.versions as NodeJS.ProcessVersions & { readonly electron?: string };
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    ...{ version, host, dataDir, load },
    startMs: Math.round(clock.now() - process.uptime() * 1000),
    runsOn: electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`,
    platform: `${process.platform} ${process.arch}`,
    pid: process.pid,
    processors: availableParallelism(),
    residentBytes: rss,
    heapBytes: heapUsed,
    cpuSeconds: (user + system) / 1e6,
  };
}
