/** A real node-exporter: what this machine does, as one node of a cluster. */
import { type RealServer, startServer } from './real-server.ts';

/** @param flags more of them: `--collector.disable-defaults`, `--collector.cpu` */
export async function startNodeExporter(flags: readonly string[] = []): Promise<RealServer> {
  return startServer({
    program: 'prometheus-node-exporter',
    readyPath: '/',
    args: (port) => [`--web.listen-address=127.0.0.1:${port}`, '--no-collector.systemd', '--log.level=warn', ...flags],
    env: { GOMAXPROCS: '1' },
  });
}
