/** A real VictoriaMetrics (single node), which speaks Prometheus's API. */
import { type RealServer, startServer } from './real-server.ts';

/** @param flags more of them: `-http.pathPrefix=/vm` */
export async function startVictoriaMetrics(flags: readonly string[] = []): Promise<RealServer> {
  return startServer({
    program: 'victoria-metrics',
    readyPath: '/health',
    args: (port, dir) => [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${dir}/data`,
      '-loggerLevel=WARN',
      '-selfScrapeInterval=1s',
      ...flags,
    ],
  });
}
