/** What answers in an Alertmanager's place, or cuts its connection: what is read of it has an end, and what changes something is sent once. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isCancellation } from '../../shared/base/errors.ts';
import { labelValue } from '../../shared/model/labels.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { viewer } from '../support/api-server/users.ts';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { startAlertmanager } from '../support/servers/alertmanager.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  type Connected,
  codeOf,
  connectTo,
  failureOf,
  never,
  placeAlertmanager,
  readAll,
  silenceOf,
  toldSilences,
} from './alertmanager-fixture.ts';
import { harbor } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

const missing = serverMissing('prometheus', 'prometheus-alertmanager');
const groupsPath = '/api/v2/alerts/groups';
const mebibyte = 2 ** 20;
const proxied = { verbs: ['get', 'create', 'delete'], apiGroups: [''], resources: ['services/proxy'] };

describe.skipIf(missing !== undefined)(`what answers as an Alertmanager${missing ? ` (${missing})` : ''}`, () => {
  let prometheus: RealServer;
  let alertmanager: RealServer;
  let between: BadPrometheus;
  let connected: Connected | undefined;
  const asked: string[] = [];

  beforeAll(async () => {
    prometheus = await startPrometheus();
    alertmanager = await startAlertmanager();
    between = await startBadPrometheus();
  });
  afterAll(async () => {
    await between?.stop();
    await alertmanager?.stop();
    await prometheus?.stop();
  });
  afterEach(async () => {
    await connected?.harbour.stop();
    connected = undefined;
    asked.length = 0;
  });

  /** The path is answered so, all else as the real one does. */
  function answer(path: string, answerOf: BadAnswer): void {
    between.answer = (one) => {
      asked.push(one.path);
      return one.path === path ? answerOf : { kind: 'forward', to: alertmanager.url };
    };
  }
  const text = (value: unknown, code = 200): BadAnswer => ({ kind: 'body', body: JSON.stringify(value), code });

  async function connect(options: Parameters<typeof connectTo>[2] = {}): Promise<Connected> {
    const builder = buildCluster('harbor').prometheus({ realPort: prometheus.port });
    connected = await connectTo(placeAlertmanager(builder, { realPort: between.port }), harbor, options);
    return connected;
  }

  it('is told to be none where it is none, wants a login, or speaks of something else', async () => {
    const { alertmanagers } = await connect();
    between.answer = { kind: 'html' };
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({
      code: 'companion.noneAnswered',
      details: { candidate: 'monitoring/alertmanager:9093', reason: expect.stringContaining('text/html') },
    });
    between.answer = text({ message: 'no' }, 401);
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({
      ...{ code: 'companion.unauthorized', details: { what: 'Alertmanager', status: 401 } },
    });
    // A redirect out of the origin is not followed.
    between.answer = { kind: 'redirect', location: 'http://elsewhere.example/am' };
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({ code: 'companion.noneAnswered' });
  });

  it.each<readonly [string, BadAnswer]>([
    ['companion.malformed', { kind: 'body', body: '[{"alerts":', code: 200 }],
    ['companion.malformed', { kind: 'body', body: '{"alerts": []}', code: 200 }],
    ['companion.http', { kind: 'body', body: '"it is starting"', code: 503 }],
    ['companion.lost', { kind: 'reset' }],
    ['companion.lost', { kind: 'cut' }],
  ])('fails with %s where its groups are %j', async (code, bad) => {
    const { alertmanagers } = await connect();
    answer(groupsPath, bad);
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({ code });
    // The next reading is whole again.
    answer('', { kind: 'hang' });
    expect((await readAll(alertmanagers, harbor)).alerts).toEqual([]);
  });

  it('is not read further than there is room, and given up when nobody waits', async () => {
    const { alertmanagers } = await connect();
    answer('/api/v2/silences', { kind: 'huge', sizeBytes: 40 * mebibyte });
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({
      code: 'companion.tooLarge',
      details: { limitMiB: 32 },
    });
    await until(() => between.openRequests === 0);
    answer(groupsPath, { kind: 'stall' });
    asked.length = 0;
    const leaving = new AbortController();
    const reading = alertmanagers.read({ context: harbor }, leaving.signal)[Symbol.asyncIterator]().next();
    await until(() => asked.includes(groupsPath) && between.openRequests === 1);
    leaving.abort();
    expect(isCancellation(await reading.catch((error: unknown) => error))).toBe(true);
    await until(() => between.openRequests === 0);
  });

  it('keeps what is as promised, cut to what is shown, and has room for many', async () => {
    const { alertmanagers } = await connect();
    const bad = {
      fingerprint: 'f1',
      labels: JSON.parse('{"__proto__":"p","alertname":"<b>","n":1}'),
      startsAt: 'when',
    };
    const long = {
      fingerprint: 'f2',
      labels: { alertname: 'x'.repeat(mebibyte) },
      status: { state: 'odd', silencedBy: [1, 's'] },
    };
    const more = Array.from({ length: 60_000 }, (_, i) => ({ fingerprint: `m${i}`, labels: { alertname: 'many' } }));
    const group = { receiver: { name: 'r' }, labels: { alertname: 'many' }, alerts: [bad, long, 'no', null, ...more] };
    answer(groupsPath, text([group, { receiver: 3 }, null]));
    const { alerts, groups, end } = await readAll(alertmanagers, harbor);
    expect([alerts.length, end.alertsLeftOut, end.groupsLeftOut]).toEqual([50_000, 10_002, 0]);
    // Of one group, in pieces that a frame has room for, and of no alert that was left out.
    expect(groups.map(({ goesOn = false }) => goesOn)).toEqual(groups.map((_, index) => index > 0));
    expect(groups.flatMap((one) => one.alerts)).toEqual(alerts.map(({ fingerprint }) => fingerprint));
    expect(alerts[0]).toMatchObject({ labels: ['__proto__', 'p', 'alertname', '<b>'], startsAtMs: undefined });
    expect(alerts[1]).toMatchObject({ state: 'unprocessed', silencedBy: ['s'] });
    expect(labelValue(alerts[1]?.labels ?? [], 'alertname')?.length).toBe(4097);
  });

  it('has its alerts by receiver where it does not tell its groups', async () => {
    const { alertmanagers } = await connect();
    const receivers = [{ name: 'a' }, { name: 'b' }];
    const one = { fingerprint: 'f1', labels: { alertname: 'x' }, receivers };
    between.answer = ({ path }) => {
      if (path === groupsPath) return text({}, 404);
      return path === '/api/v2/alerts' ? text([one]) : { kind: 'forward', to: alertmanager.url };
    };
    const { groups } = await readAll(alertmanagers, harbor);
    expect(groups).toEqual([
      { receiver: 'a', labels: [], alerts: ['f1'] },
      { receiver: 'b', labels: [], alerts: ['f1'] },
    ]);
  });

  it.each(['port-forward', 'proxy'])(
    'is sent a silence once: where its answer is lost by %s, that is said',
    async (way) => {
      const users = [{ name: 'captain', token: 'captain-token', rules: [...viewer, proxied] }];
      const { alertmanagers } = await connect(way === 'proxy' ? { users } : {});
      answer('/api/v2/silences', { kind: 'forward', to: alertmanager.url });
      expect((await readAll(alertmanagers, harbor)).begin.use.transport).toBe(way);
      for (const lost of [{ kind: 'reset' }, { kind: 'garbage' }, { kind: 'truncated' }] as const) {
        answer('/api/v2/silences', lost);
        asked.length = 0;
        expect(await codeOf(alertmanagers.saveSilence({ context: harbor, silence: silenceOf('lost') }, never))).toBe(
          'companion.unsure',
        );
        expect(asked.filter((path) => path === '/api/v2/silences')).toHaveLength(1);
      }
      answer('/api/v2/silence/x', { kind: 'reset' });
      asked.length = 0;
      expect(await codeOf(alertmanagers.expireSilence({ context: harbor, id: 'x' }, never))).toBe('companion.unsure');
      expect(asked.filter((path) => path === '/api/v2/silence/x')).toHaveLength(1);
    },
  );

  it('has a silence taken to its end where a reading beside it fails, and lets the way go then', async () => {
    const { alertmanagers, harbour } = await connect();
    const before = harbour.double.counts.openTunnels;
    answer('', { kind: 'hang' });
    await readAll(alertmanagers, harbor);
    const released = Promise.withResolvers<void>();
    between.answer = ({ path }) => {
      asked.push(path);
      const forward = { kind: 'forward', to: alertmanager.url } as const;
      if (path === '/api/v2/silences') return { kind: 'later', when: released.promise, answer: forward };
      return path === groupsPath ? text('it is starting', 503) : forward;
    };
    asked.length = 0;
    const saving = alertmanagers.saveSilence({ context: harbor, silence: silenceOf('beside') }, never);
    await until(() => asked.includes('/api/v2/silences'));
    expect(await failureOf(alertmanagers, harbor)).toMatchObject({ code: 'companion.http' });
    released.resolve();
    const { id } = await saving;
    const told = await toldSilences(alertmanager.url);
    expect(told.filter(({ comment }) => comment === 'beside').map((one) => one.id)).toEqual([id]);
    // The Prometheus may have one more by then.
    await until(() => harbour.double.counts.openTunnels <= before + 1);
  });

  it('is not known to have taken a silence where the connection is closed before it answers', async () => {
    const { alertmanagers, running } = await connect();
    answer('', { kind: 'hang' });
    await readAll(alertmanagers, harbor);
    answer('/api/v2/silences', { kind: 'hang' });
    asked.length = 0;
    const saving = codeOf(alertmanagers.saveSilence({ context: harbor, silence: silenceOf('closed') }, never));
    await until(() => asked.includes('/api/v2/silences'));
    await running.disconnect(harbor);
    expect(await saving).toBe('companion.unsure');
  });
});
