/** A real Alertmanager in a cluster, found and asked through the connection of the context's Prometheus; its silences, as its own API tells them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { stableAddress } from '../support/api-server/object-makers.ts';
import { serviceProxier, viewer } from '../support/api-server/users.ts';
import { startAlertmanager } from '../support/servers/alertmanager.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  type Connected,
  codeOf,
  connectTo,
  failureOf,
  nameOf,
  never,
  placeAlertmanager,
  readAll,
  sendAlerts,
  silenceOf,
  toldSilences,
} from './alertmanager-fixture.ts';
import { harbor } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

const missing = serverMissing('prometheus', 'prometheus-alertmanager');
const minuteMs = 60_000;

/** Where the Prometheus says that it sends its alerts: the address of a pod. */
const toldPod = { namespace: 'hidden', pod: 'am-0' };
const toldAddress = `${stableAddress('10.244', `${toldPod.namespace}/${toldPod.pod}`)}:9093`;

describe.skipIf(missing !== undefined)(`an Alertmanager${missing === undefined ? '' : ` (${missing})`}`, () => {
  let prometheus: RealServer;
  let alertmanager: RealServer;
  let connected: Connected | undefined;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
    alertmanager = await startAlertmanager();
    await sendAlerts(alertmanager.url, [
      { alertname: 'DiskFull', severity: 'critical', team: 'store', node: 'a' },
      { alertname: 'DiskFull', severity: 'warning', team: 'store', node: 'a' },
      { alertname: 'PodRestarts', severity: 'warning', pod: 'web-0' },
    ]);
  });
  afterAll(async () => {
    await alertmanager?.stop();
    await prometheus?.stop();
  });
  beforeEach(() => {
    connected = undefined;
  });
  afterEach(() => connected?.harbour.stop());

  const cluster = () => buildCluster('harbor').prometheus({ realPort: prometheus.port });
  const plain = () => placeAlertmanager(cluster(), { realPort: alertmanager.port });

  async function connect(...args: Parameters<typeof connectTo>): Promise<Connected> {
    connected = await connectTo(...args);
    return connected;
  }

  it('is looked for when it is asked, told whole, and let go when nobody asks', async () => {
    const { harbour, alertmanagers } = await connect(plain(), harbor, { companionsIdleMs: 50 });
    const forwards = () =>
      harbour.double.requests.filter(({ path }) => path.includes('/pods/alertmanager-0/portforward')).length;
    /** Of the Prometheus: its own, and those that are opened meanwhile. */
    const others = () =>
      harbour.double.requests.filter(({ path }) => /\/pods\/prometheus-[^/]+\/portforward/.test(path)).length;
    expect(forwards()).toBe(0);
    const { begin, alerts, groups, end } = await readAll(alertmanagers, harbor);
    expect(begin.use).toEqual({
      ...{ id: 'monitoring/alertmanager:9093', transport: 'port-forward', pod: 'alertmanager-0', pathPrefix: '' },
      found: [{ id: 'monitoring/alertmanager:9093', foundBy: 'label' }],
    });
    expect(begin.status).toMatchObject({
      version: expect.stringMatching(/^0\.\d+/),
      clusterStatus: 'disabled',
      peers: [],
    });
    expect(Math.abs((begin.status.startMs ?? 0) - Date.now())).toBeLessThan(10 * minuteMs);
    expect(begin.receivers.toSorted()).toEqual(['nobody', 'store']);
    // Alertmanager masks what it takes for a secret itself; whoever typed one into a URL has it masked here.
    expect([begin.status.config.includes('hunter2'), begin.status.config]).toEqual([
      false,
      expect.stringContaining('inhibit_rules'),
    ]);
    expect(alerts.map(nameOf).toSorted()).toEqual(['DiskFull', 'DiskFull', 'PodRestarts']);
    expect(groups.map(({ receiver, labels, alerts: { length } }) => [receiver, labels, length]).toSorted()).toEqual([
      ['nobody', ['alertname', 'PodRestarts'], 1],
      ['store', ['alertname', 'DiskFull'], 2],
    ]);
    expect(end).toEqual({ kind: 'end', alertsLeftOut: 0, groupsLeftOut: 0, silencesLeftOut: 0 });
    expect(forwards()).toBeGreaterThan(0);
    await until(() => harbour.double.counts.openTunnels <= others());
  });

  it('says which alert inhibits another', async () => {
    const { alertmanagers } = await connect(plain(), harbor);
    // The rule is applied as its group is notified.
    await until(async () =>
      (await readAll(alertmanagers, harbor)).alerts.some(({ inhibitedBy }) => inhibitedBy.length > 0),
    );
    const { alerts } = await readAll(alertmanagers, harbor);
    const inhibited = alerts.find(({ inhibitedBy }) => inhibitedBy.length > 0);
    const by = alerts.find(({ fingerprint }) => fingerprint === inhibited?.inhibitedBy[0]);
    expect([inhibited?.state, inhibited?.labels, by?.labels]).toEqual([
      'suppressed',
      ['alertname', 'DiskFull', 'node', 'a', 'severity', 'warning', 'team', 'store'],
      ['alertname', 'DiskFull', 'node', 'a', 'severity', 'critical', 'team', 'store'],
    ]);
  });

  it('gets a silence, has it changed and ended, as its own API tells', async () => {
    const { alertmanagers } = await connect(plain(), harbor);
    const context = harbor;
    const silence = silenceOf('the disks are being replaced', {
      matchers: [
        { name: 'alertname', op: '=~', value: 'Disk.*' },
        { name: 'team', op: '!=', value: 'web' },
        { name: 'node', op: '!~', value: 'b|c' },
        { name: 'severity', op: '=', value: 'critical' },
      ],
    });
    const { id } = await alertmanagers.saveSilence({ context, silence }, never);
    const told = (await toldSilences(alertmanager.url)).find((one) => one.id === id);
    expect(told).toMatchObject({
      status: { state: 'active' },
      createdBy: 'ada',
      comment: 'the disks are being replaced',
    });
    expect(told?.matchers).toEqual([
      { isEqual: true, isRegex: true, name: 'alertname', value: 'Disk.*' },
      { isEqual: false, isRegex: false, name: 'team', value: 'web' },
      { isEqual: false, isRegex: true, name: 'node', value: 'b|c' },
      { isEqual: true, isRegex: false, name: 'severity', value: 'critical' },
    ]);
    const read = (await readAll(alertmanagers, harbor)).silences.find((one) => one.id === id);
    expect([read?.matchers, read?.endsAtMs, read?.state]).toEqual([silence.matchers, silence.endsAtMs, 'active']);
    await until(async () =>
      (await readAll(alertmanagers, harbor)).alerts.some(({ silencedBy }) => silencedBy.includes(id)),
    );

    // Its end alone: the same silence goes on.
    const startsAtMs = read?.startsAtMs ?? 0;
    const longer = { ...silence, startsAtMs, endsAtMs: silence.endsAtMs + 60 * minuteMs, comment: 'it takes longer' };
    expect(await alertmanagers.saveSilence({ context, id, silence: longer }, never)).toEqual({ id });
    // Its matchers: it is ended, and another one begins.
    const wider = { ...longer, matchers: silence.matchers.slice(0, 1) };
    const { id: other } = await alertmanagers.saveSilence({ context, id, silence: wider }, never);
    const states = new Map((await toldSilences(alertmanager.url)).map((one) => [one.id, one.status.state]));
    expect([other === id, states.get(id), states.get(other)]).toEqual([false, 'expired', 'active']);

    await alertmanagers.expireSilence({ context, id: other }, never);
    expect((await toldSilences(alertmanager.url)).find((one) => one.id === other)?.status.state).toBe('expired');
    // Who was quicker does not matter.
    await alertmanagers.expireSilence({ context, id: other }, never);
  });

  it('refuses in its own words what is no silence, and says what is gone', async () => {
    const { alertmanagers } = await connect(plain(), harbor);
    const bad = silenceOf('bad', { matchers: [{ name: 'alertname', op: '=~', value: '(' }] });
    const refused = alertmanagers.saveSilence({ context: harbor, silence: bad }, never);
    await expect(refused).rejects.toMatchObject({
      code: 'silence.refused',
      details: { serverMessage: expect.stringContaining('missing closing )') },
    });
    const id = '5ab4c2ec-2b5a-4f0e-9d2a-3f8e1d6f7a11';
    expect(await codeOf(alertmanagers.expireSilence({ context: harbor, id }, never))).toBe('silence.gone');
    const silence = silenceOf('gone');
    expect(await codeOf(alertmanagers.saveSilence({ context: harbor, id, silence }, never))).toBe('silence.gone');
  });

  it('is reached through the API server where its Prometheus is, and needs the verb for what it changes', async () => {
    const users = [{ name: 'captain', token: 'captain-token', rules: serviceProxier }];
    const { alertmanagers } = await connect(plain(), harbor, { users });
    expect((await readAll(alertmanagers, harbor)).begin.use).toMatchObject({ transport: 'proxy', pod: '' });
    const { id } = await alertmanagers.saveSilence({ context: harbor, silence: silenceOf('by proxy') }, never);
    await expect(alertmanagers.expireSilence({ context: harbor, id }, never)).rejects.toMatchObject({
      code: 'apiProxy.forbidden',
      details: { verb: 'delete', user: 'captain', namespace: 'monitoring', service: 'alertmanager' },
    });
    await fetch(`${alertmanager.url}/api/v2/silence/${id}`, { method: 'DELETE' });
  });

  it('is refused by name where the user may not reach it', async () => {
    const forward = { verbs: ['get', 'create'], apiGroups: [''], resources: ['pods/portforward'] };
    const users = [
      { name: 'captain', token: 'captain-token', rules: [...viewer, { ...forward, namespaces: ['monitoring'] }] },
    ];
    const elsewhere = placeAlertmanager(cluster(), { namespace: 'secret', realPort: alertmanager.port });
    const { alertmanagers } = await connect(elsewhere, harbor, { users });
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({
      code: 'portForward.forbidden',
      details: { namespace: 'secret', user: 'captain', verb: 'get' },
    });
  });

  it('is found in the namespaces that may be seen where the cluster may not be listed', async () => {
    const rules = [...viewer, { verbs: ['get', 'create'], apiGroups: [''], resources: ['pods/portforward'] }];
    const users = [
      {
        name: 'captain',
        token: 'captain-token',
        rules: rules.map((rule) => ({ ...rule, namespaces: ['monitoring'] })),
      },
    ];
    const { alertmanagers } = await connect(plain(), harbor, { users });
    expect((await readAll(alertmanagers, harbor)).begin.use.id).toBe('monitoring/alertmanager:9093');
  });

  it.each(['/alertmanager', '/watch/am'])('is found below its route prefix %s', async (routePrefix) => {
    const prefixed = await startAlertmanager({ routePrefix });
    try {
      const { alertmanagers } = await connect(placeAlertmanager(cluster(), { realPort: prefixed.port }), harbor);
      const { begin } = await readAll(alertmanagers, harbor);
      expect(begin.use.pathPrefix).toBe(routePrefix);
      const { id } = await alertmanagers.saveSilence({ context: harbor, silence: silenceOf('below') }, never);
      expect((await toldSilences(prefixed.url + routePrefix)).map((one) => one.id)).toEqual([id]);
    } finally {
      await prefixed.stop();
    }
  });

  it('is chosen among several: the operator’s own service is none beside the one that it leads to', async () => {
    const operated = { 'app.kubernetes.io/name': 'alertmanager', alertmanager: 'main' };
    const builder = placeAlertmanager(plain(), {
      namespace: 'team',
      name: 'team-alertmanager',
      realPort: alertmanager.port,
    });
    builder.workload({
      ...{ namespace: 'operated', name: 'alertmanager-main', labels: operated },
      ports: [{ name: 'web', containerPort: 9093, realPort: alertmanager.port }],
      service: { labels: operated, ports: [{ name: 'web', port: 9093, targetPort: 'web' }] },
    });
    builder.service({
      ...{ namespace: 'operated', name: 'alertmanager-operated', labels: { 'operated-alertmanager': 'true' } },
      ...{ selector: { 'app.kubernetes.io/name': 'alertmanager' }, headless: true },
      ports: [
        { name: 'web', port: 9093, targetPort: 'web' },
        { name: 'tcp-mesh', port: 9094, targetPort: 9094 },
      ],
    });
    const { alertmanagers } = await connect(builder, harbor);
    const { use } = (await readAll(alertmanagers, harbor)).begin;
    expect([use.id, use.found.map(({ id }) => id)]).toEqual([
      'monitoring/alertmanager:9093',
      ['monitoring/alertmanager:9093', 'operated/alertmanager-main:9093', 'team/team-alertmanager:9093'],
    ]);
    const other = await readAll(alertmanagers, harbor, 'team/team-alertmanager:9093');
    expect([other.begin.use.id, other.begin.use.pod]).toEqual(['team/team-alertmanager:9093', 'team-alertmanager-0']);
    expect(await failureOf(alertmanagers, harbor, 'team/gone:9093')).toMatchObject({ code: 'companion.chosenGone' });
  });

  it('is not there: said of a cluster without one, and of what is no cluster', async () => {
    const address = { id: 'x', name: 'x', url: prometheus.url, headers: [], matchers: '' };
    const addresses = [{ ...address, auth: { kind: 'none' }, insecureSkipTlsVerify: false }] as never;
    const { alertmanagers, running } = await connect(cluster(), harbor, { settings: { addresses } });
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({ code: 'companion.none' });
    const byAddress = 'address::x' as typeof harbor;
    expect(await codeOf(readAll(alertmanagers, byAddress))).toBe('connection.notConnected');
    running.connect(byAddress);
    await until(() => running.state(byAddress).kind === 'connected');
    expect(await failureOf(alertmanagers, byAddress)).toMatchObject({ code: 'companion.noCluster' });
  });

  describe('that the Prometheus tells of', () => {
    let telling: RealServer;
    const told = (target: string) =>
      stringify({ alerting: { alertmanagers: [{ scheme: 'http', static_configs: [{ targets: [target] }] }] } });

    afterEach(() => telling?.stop());

    async function tellingOf(target: string) {
      telling = await startPrometheus({ config: told(target) });
      const url = `${telling.url}/api/v1/alertmanagers`;
      await until(async () => (await (await fetch(url)).text()).includes(target));
      return buildCluster('harbor').prometheus({ realPort: telling.port });
    }

    it('is its pod, though no label and no service says what it is', async () => {
      const builder = await tellingOf(toldAddress);
      builder.workload({
        namespace: 'hidden',
        name: 'am',
        ports: [{ containerPort: 9093, realPort: alertmanager.port }],
      });
      const { alertmanagers } = await connect(builder, harbor);
      expect((await readAll(alertmanagers, harbor)).begin.use).toEqual({
        ...{ id: 'hidden/pod/am-0:9093', transport: 'port-forward', pod: 'am-0', pathPrefix: '' },
        found: [{ id: 'hidden/pod/am-0:9093', foundBy: 'prometheus' }],
      });
    });

    it('is preferred to others, by the name of its service', async () => {
      const builder = await tellingOf('quiet-bell.hidden.svc.cluster.local:9099');
      const ports = [{ name: 'a', port: 9099, targetPort: 9093 }];
      builder.workload({
        ...{ namespace: 'hidden', name: 'quiet-bell', ports: [{ containerPort: 9093, realPort: alertmanager.port }] },
        service: { ports },
      });
      placeAlertmanager(builder, { realPort: alertmanager.port });
      const { alertmanagers } = await connect(builder, harbor);
      const { use } = (await readAll(alertmanagers, harbor)).begin;
      expect([use.id, use.found]).toEqual([
        'hidden/quiet-bell:9099',
        [
          { id: 'hidden/quiet-bell:9099', foundBy: 'prometheus' },
          { id: 'monitoring/alertmanager:9093', foundBy: 'label' },
        ],
      ]);
    });

    it('is not asked at an address out of the cluster that nobody typed', async () => {
      const { alertmanagers } = await connect(await tellingOf(`127.0.0.1:${alertmanager.port}`), harbor);
      expect(await failureOf(alertmanagers, harbor)).toMatchObject({
        code: 'companion.elsewhere',
        details: { url: `http://127.0.0.1:${alertmanager.port}/api/v2/alerts` },
      });
    });
  });
});
