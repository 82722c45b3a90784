/** Notices of alerts that a real Prometheus fires and ends, through the tunnel: two contexts lead to it, and the connection breaks. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Emitter } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { AlertNotice } from '../../../shared/model/notice.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { byToken, type Harbour, harbor, openHarbour, type Running } from '../connections-fixture.ts';

const missing = serverMissing('prometheus');

const rules = stringify({
  groups: [
    {
      name: 'ship',
      interval: '1s',
      rules: [
        { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
        {
          ...{ alert: 'Flooded', expr: 'bilge_metres > 1', labels: { severity: 'critical' } },
          annotations: { summary: 'Water in {{ $labels.hold }}' },
        },
      ],
    },
  ],
});

describe.skipIf(missing !== undefined)(`notices of alerts${missing === undefined ? '' : ` (${missing})`}`, () => {
  const bilge = new Map([
    ['fore', 0],
    ['aft', 0],
  ]);
  const exporter = createServer((_, response) => {
    response.end([...bilge].map(([hold, metres]) => `bilge_metres{hold="${hold}"} ${metres}\n`).join(''));
  });
  let prometheus: RealServer;
  let harbour: Harbour;
  const opened = new Emitter<ContextId>();
  let shown: AlertNotice[];
  let counted: number[];

  beforeAll(async () => {
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as AddressInfo;
    const jobs = [{ job: 'ship', targets: [`127.0.0.1:${port}`] }];
    prometheus = await startPrometheus({ jobs, rules: [rules] });
    harbour = await openHarbour(prometheus.port);
  });
  afterAll(async () => {
    await harbour?.stop();
    await prometheus?.stop();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
  });
  beforeEach(() => {
    shown = [];
    counted = [];
  });

  function start(): Running {
    const notifier = {
      show: (notice: AlertNotice) => void shown.push(notice),
      count: (firing: number) => void counted.push(firing),
      onOpen: opened.event,
    };
    return harbour.start({ alertsEveryMs: 500, ports: { notifier } });
  }

  const countsOf = ({ services }: Running) => services.notifications.counts();

  it('come as it begins, without those that fire for nobody, once for two contexts of one server', async () => {
    const running = start();
    await running.services.contextsRead;
    running.connect(harbor);
    running.connect(byToken);
    const quiet = { firing: 0, pending: 0 };
    await expect
      .poll(() => countsOf(running))
      .toEqual(expect.arrayContaining([harbor, byToken].map((context) => ({ context, counts: quiet }))));
    bilge.set('fore', 2);
    await expect.poll(() => shown.length).toBe(1);
    expect(shown[0]).toMatchObject({
      contextName: expect.stringMatching(/^(harbor|token)$/),
      began: { count: 1, rules: [{ name: 'Flooded', count: 1 }], text: 'Water in fore' },
      ended: { count: 0 },
    });
    await expect.poll(() => countsOf(running).map(({ counts }) => counts?.firing)).toEqual([1, 1]);
    expect(counted.at(-1)).toBe(1);
    await running.disconnect(harbor);
    await running.disconnect(byToken);
    expect([countsOf(running), counted.at(-1)]).toEqual([[], 0]);
  });

  it('tell what began and ended while the connection was broken, when it is back', async () => {
    bilge.set('fore', 2);
    bilge.set('aft', 0);
    const running = start();
    await running.services.contextsRead;
    running.connect(harbor);
    await expect.poll(() => countsOf(running).map(({ counts }) => counts?.firing)).toEqual([1]);
    await running.disconnect(harbor);
    bilge.set('fore', 0);
    bilge.set('aft', 2);
    const firing = async () => (await (await fetch(`${prometheus.url}/api/v1/alerts`)).text()).includes('"hold":"aft"');
    await expect.poll(firing).toBe(true);
    running.connect(harbor);
    await expect.poll(() => shown.length).toBe(1);
    expect([shown[0]?.began.text, shown[0]?.ended.text]).toEqual(['Water in aft', 'Water in fore']);
  });
});
