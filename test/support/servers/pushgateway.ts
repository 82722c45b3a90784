/** A real Pushgateway. */
import { type RealServer, startServer } from './real-server.ts';

/** @param flags more of them: `--web.route-prefix=/push` */
export async function startPushgateway(flags: readonly string[] = [], routePrefix = ''): Promise<RealServer> {
  return startServer({
    program: 'prometheus-pushgateway',
    readyPath: `${routePrefix}/-/ready`,
    args: (port) => [
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      // Debian's has one for all.
      '--persistence.file=',
      ...(routePrefix === '' ? [] : [`--web.route-prefix=${routePrefix}`]),
      ...flags,
    ],
  });
}

/** @param group `JOB/LABEL/VALUE…` @param status that it answers @throws Error where it answers with another */
export async function pushTo(url: string, group: string, text: string, status = 200): Promise<void> {
  const answer = await fetch(`${url}/metrics/job/${group}`, { method: 'POST', body: text });
  if (answer.status !== status) throw new Error(`${answer.status}: ${await answer.text()}`);
}
