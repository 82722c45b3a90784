/** An HTTP server that answers as the kubelets' cAdvisor endpoints and kube-state-metrics of the demo's cluster would, live. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { cadvisorSeries, type DemoSeries, stateSeries } from './cluster-series.ts';
import { scrapeText } from './exposition-text.ts';
import { demoNodes } from './workloads.ts';

export interface ClusterExporter {
  readonly port: number;
  stop(): Promise<void>;
}

/** The pages, by path: what is scraped and what a history is made of. */
export function exporterPages(nowMs: number): ReadonlyMap<string, readonly DemoSeries[]> {
  const kubelets = demoNodes.map((node) => [`/${node}/metrics/cadvisor`, cadvisorSeries(node, nowMs)] as const);
  return new Map<string, readonly DemoSeries[]>([...kubelets, ['/kube-state-metrics', stateSeries()]]);
}

export async function startClusterExporter(
  pages: ReadonlyMap<string, readonly DemoSeries[]>,
): Promise<ClusterExporter> {
  const server = createServer((request, response) => {
    const series = pages.get(request.url ?? '');
    response.writeHead(series === undefined ? 404 : 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    });
    response.end(series === undefined ? '' : scrapeText(series, Date.now()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port, stop };
}
