/** A real Alertmanager at an address that a person typed: tested, asked and changed there, with what was typed for it, and nowhere else. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../shared/base/errors.ts';
import type { AddressId, AddressInput } from '../../shared/model/address.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { createAuthority } from '../support/certificates.ts';
import { startAlertmanager } from '../support/servers/alertmanager.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { pushTo, startPushgateway } from '../support/servers/pushgateway.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { addressInput } from './addresses-fixture.ts';
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
import { harbor, reaches } from './connections-fixture.ts';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';

const missing = serverMissing('prometheus', 'prometheus-alertmanager', 'prometheus-pushgateway');
const quay = 'address::quay' as ContextId;

describe.skipIf(missing !== undefined)(
  `an Alertmanager that was typed${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let prometheus: RealServer;
    let inCluster: RealServer;
    /** It answers under `/am` alone. */
    let elsewhere: RealServer;
    let connected: Connected | undefined;

    beforeAll(async () => {
      [prometheus, inCluster, elsewhere] = await Promise.all([
        startPrometheus(),
        startAlertmanager(),
        startAlertmanager({ routePrefix: '/am' }),
      ]);
      await sendAlerts(inCluster.url, [{ alertname: 'OfTheCluster' }]);
      await sendAlerts(`${elsewhere.url}/am`, [{ alertname: 'OfElsewhere' }]);
    });
    afterAll(async () => {
      await Promise.all([prometheus, inCluster, elsewhere].map((server) => server?.stop()));
    });
    afterEach(async () => {
      await connected?.harbour.stop();
      connected = undefined;
    });

    const typed = (more: Partial<AddressInput> & Pick<AddressInput, 'url'>, context: ContextId = harbor) =>
      addressInput({ beside: { context, kind: 'alertmanager' }, ...more });
    const basic = (password: string) => ({ kind: 'basic', user: 'ada', password }) as const;
    const authorization = `Basic ${Buffer.from('ada:hunter2').toString('base64')}`;

    let mayWrite = true;
    beforeEach(() => {
      mayWrite = true;
    });
    /** Before the one elsewhere: a proxy that wants a login, which may write or may not. */
    async function guarded(tls?: Parameters<typeof startGuardedServer>[0]['tls']): Promise<GuardedServer> {
      const server = await startGuardedServer({
        upstream: elsewhere.url,
        decide: ({ headers, method }) => {
          if (headers.authorization !== authorization) return { kind: 'answer', status: 401 };
          return method === 'GET' || mayWrite ? { kind: 'forward' } : { kind: 'answer', status: 403 };
        },
        ...(tls !== undefined && { tls }),
      });
      onTestFinished(() => server.close());
      return server;
    }

    /** One that an authority of its own speaks for. */
    async function ofTheHouse(): Promise<{ readonly guard: GuardedServer; readonly caFile: string }> {
      const authority = createAuthority('the house');
      const { keyPem: key, certPem: cert } = authority.server();
      const guard = await guarded({ key, cert });
      const folder = await mkdtemp(join(tmpdir(), 'binnacle-typed-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const caFile = join(folder, 'ca.pem');
      await writeFile(caFile, authority.certPem);
      return { guard, caFile };
    }

    async function inHarbor(): Promise<Connected> {
      const cluster = buildCluster('harbor').prometheus({ realPort: prometheus.port });
      connected = await connectTo(placeAlertmanager(cluster, { realPort: inCluster.port }), harbor);
      return connected;
    }
    const addressesOf = ({ running }: Connected) => running.services.addresses;
    const settingsOf = ({ running }: Connected) => running.services.settings.snapshot().settings;
    const namesOf = async (of: Connected, context: ContextId = harbor) =>
      (await readAll(of.alertmanagers, context)).alerts.map(nameOf);

    it('serves a context that is an address, which has no cluster to look in, and is tested before it is kept', async () => {
      const guard = await guarded();
      const of = await inHarbor();
      const { running, alertmanagers } = of;
      const own = {
        ...addressInput({ url: prometheus.url, name: 'quay' }),
        headers: [],
        auth: { kind: 'none' } as const,
      };
      running.services.settings.change((current) => ({ ...current, addresses: [{ ...own, id: 'quay' as AddressId }] }));
      await running.services.contexts.reload();
      running.connect(quay);
      await reaches(running, 'connected', quay);
      expect(await failureOf(alertmanagers, quay)).toMatchObject({ code: 'companion.noCluster' });
      const addresses = addressesOf(of);
      const input = typed({ url: `${guard.url}/am/#/alerts`, auth: basic('hunter2') }, quay);
      expect(await codeOf(addresses.test({ ...input, auth: basic('wrong') }, never))).toBe('companion.loginRefused');
      expect(await addresses.test(input, never)).toEqual({
        ...{ companion: 'alertmanager', version: expect.stringMatching(/^0\.\d+/), pathPrefix: '/am' },
        answerMs: expect.any(Number),
      });
      expect(settingsOf(of).addresses).toHaveLength(1);
      await addresses.save(input, never);
      const { begin, alerts } = await readAll(alertmanagers, quay);
      expect(begin.use).toEqual({
        ...{
          id: `${guard.url}/am`,
          transport: 'address',
          pod: '',
          pathPrefix: '',
          found: [],
          mark: expect.any(String),
        },
      });
      expect(alerts.map(nameOf)).toEqual(['OfElsewhere']);
      const silence = silenceOf('from the desk');
      const made = await alertmanagers.saveSilence({ context: quay, chosen: begin.use.id, silence }, never);
      const told = await toldSilences(`${elsewhere.url}/am`);
      expect(told.find((one) => one.id === made.id)).toMatchObject({ comment: 'from the desk' });
      await alertmanagers.expireSilence({ context: quay, id: made.id }, never);
      mayWrite = false;
      const again = { context: quay, chosen: begin.use.id, silence };
      const refusal = { code: 'companion.loginRefused', details: { status: 403 } };
      await expect(alertmanagers.saveSilence(again, never)).rejects.toMatchObject(refusal);
      // What cannot have been sent was not.
      await guard.close();
      expect(await codeOf(alertmanagers.saveSilence(again, never))).toBe('address.unreachable');
      // It is no context of its own, and its password is only where secrets are.
      expect(running.services.contexts.snapshot().contexts.map(({ name }) => name)).not.toContain(input.name);
      expect(JSON.stringify(settingsOf(of))).not.toContain('hunter2');
      // With the context that it stood beside, it goes.
      await addresses.remove('quay' as AddressId);
      expect(settingsOf(of).addresses).toEqual([]);
    });

    it('takes the place of the one in the cluster, which can be chosen still, and is there again when it is removed', async () => {
      const guard = await guarded();
      const of = await inHarbor();
      const { alertmanagers } = of;
      expect(await namesOf(of)).toEqual(['OfTheCluster']);
      const input = typed({ url: `${guard.url}/am`, auth: basic('hunter2') });
      const id = await addressesOf(of).save(input, never);
      expect(await namesOf(of)).toEqual(['OfElsewhere']);
      const ofCluster = 'monitoring/alertmanager:9093';
      expect((await readAll(alertmanagers, harbor, ofCluster)).alerts.map(nameOf)).toEqual(['OfTheCluster']);
      // Another one of its kind takes its place, with its secret.
      const second = await addressesOf(of).save(typed({ url: inCluster.url }), never);
      expect(settingsOf(of).addresses.map((one) => [one.id, one.auth.kind])).toEqual([[second, 'none']]);
      expect(await codeOf(addressesOf(of).openBeside(id, never))).toBe('address.unknown');
      expect((await readAll(alertmanagers, harbor)).begin.use.id).toBe(inCluster.url);
      // Whoever looked at the first one does not silence the second.
      const late = { context: harbor, chosen: `${guard.url}/am`, silence: silenceOf('too late') };
      expect(await codeOf(alertmanagers.saveSilence(late, never))).toBe('companion.addressChanged');
      expect(await toldSilences(inCluster.url)).toEqual([]);
      await addressesOf(of).remove(second);
      expect((await readAll(alertmanagers, harbor)).begin.use.id).toBe(ofCluster);
      expect(await codeOf(alertmanagers.saveSilence(late, never))).toBe('companion.addressChanged');
    });

    it('goes on being asked while the Prometheus of its context is away, and as long as the context is to be connected', async () => {
      const guard = await guarded();
      const mortal = await startPrometheus();
      onTestFinished(() => mortal.stop());
      const cluster = buildCluster('harbor').prometheus({ realPort: mortal.port });
      const of = await connectTo(placeAlertmanager(cluster, { realPort: inCluster.port }), harbor);
      connected = of;
      const { running, alertmanagers } = of;
      await addressesOf(of).save(typed({ url: `${guard.url}/am`, auth: basic('hunter2') }), never);
      const { begin } = await readAll(alertmanagers, harbor);
      const ofCluster = 'monitoring/alertmanager:9093';
      expect((await readAll(alertmanagers, harbor, ofCluster)).alerts.map(nameOf)).toEqual(['OfTheCluster']);
      await mortal.stop();
      await reaches(running, 'backingOff');
      const probes = () => guard.requests.filter(({ path }) => path === '/am/api/v2/status').length;
      const before = probes();
      expect(await namesOf(of)).toEqual(['OfElsewhere']);
      // Once for the reading: what is open is not looked for anew.
      expect(probes() - before).toBe(1);
      const at = { context: harbor, chosen: begin.use.id, mark: begin.use.mark };
      const made = await alertmanagers.saveSilence({ ...at, silence: silenceOf('without a Prometheus') }, never);
      expect((await toldSilences(`${elsewhere.url}/am`)).find(({ id }) => id === made.id)).toMatchObject({
        comment: 'without a Prometheus',
      });
      // What was found goes through the connection, and with it.
      expect(await codeOf(readAll(alertmanagers, harbor, ofCluster))).toBe('connection.notConnected');
      await running.disconnect(harbor);
      expect(await codeOf(readAll(alertmanagers, harbor))).toBe('connection.notConnected');
      expect(await codeOf(alertmanagers.expireSilence({ ...at, id: made.id }, never))).toBe('connection.notConnected');
    });

    it('is opened anew where other authorities count: what was trusted before is not asked on', async () => {
      const { guard, caFile } = await ofTheHouse();
      const of = await inHarbor();
      const trust = (authorityFiles: readonly string[]) =>
        of.running.services.settings.change((current) => ({ ...current, authorityFiles }));
      trust([caFile]);
      await reaches(of.running, 'connected');
      await addressesOf(of).save(typed({ url: `${guard.url}/am`, auth: basic('hunter2') }), never);
      expect(await namesOf(of)).toEqual(['OfElsewhere']);
      trust([]);
      expect(await failureOf(of.alertmanagers, harbor)).toMatchObject({ code: 'address.tls' });
    });

    it('takes a silence only from who has seen what is typed now: with another tenant nothing is sent', async () => {
      const guard = await guarded();
      const of = await inHarbor();
      const { alertmanagers } = of;
      const tenant = (value: string, kind: 'plain' | 'secret' = 'plain') =>
        [{ name: 'X-Scope-OrgID', kind, value }] as const;
      const input = typed({ url: `${guard.url}/am`, auth: basic('hunter2'), headers: tenant('the-galley') });
      const id = await addressesOf(of).save(input, never);
      const markNow = async () => (await readAll(alertmanagers, harbor)).begin.use.mark;
      const mark = await markNow();
      const again = { ...typed({ url: input.url }), id, auth: { ...basic('hunter2'), password: undefined } };
      await addressesOf(of).save({ ...again, name: 'renamed', headers: tenant('the-galley') }, never);
      expect(await markNow()).toBe(mark);
      await addressesOf(of).save({ ...again, headers: tenant('the-bridge') }, never);
      const writes = () => guard.requests.filter(({ method }) => method !== 'GET');
      const chosen = `${guard.url}/am`;
      const seen = { context: harbor, chosen, mark };
      const late: unknown = await alertmanagers
        .saveSilence({ ...seen, silence: silenceOf('for the galley') }, never)
        .catch((reason: unknown) => reason);
      expect(late instanceof AppError && late.toData()).toMatchObject({
        code: 'companion.typedChanged',
        details: { what: 'Alertmanager', candidate: chosen },
      });
      expect(JSON.stringify([late, mark])).not.toMatch(/galley|bridge/);
      expect(await codeOf(alertmanagers.expireSilence({ ...seen, id: 'any' }, never))).toBe('companion.typedChanged');
      expect(writes()).toEqual([]);
      const now = await markNow();
      await alertmanagers.saveSilence({ ...seen, mark: now, silence: silenceOf('for the bridge') }, never);
      expect(writes().map(({ headers }) => headers['x-scope-orgid'])).toEqual(['the-bridge']);
      // A secret one is another where it is typed again.
      await addressesOf(of).save({ ...again, headers: tenant('the-bridge', 'secret') }, never);
      const secret = await markNow();
      await addressesOf(of).save({ ...again, headers: tenant('the-hold', 'secret') }, never);
      expect(new Set([mark, now, secret, await markNow()]).size).toBe(4);
    });

    it('is asked below the path that was typed alone, and by its own authority where it has one', async () => {
      const { guard, caFile } = await ofTheHouse();
      const addresses = addressesOf(await inHarbor());
      const input = typed({ url: guard.url, auth: basic('hunter2') });
      expect(await codeOf(addresses.test(input, never))).toBe('address.tls');
      // No path was typed: the root says where it is.
      expect(await addresses.test({ ...input, caFile }, never)).toMatchObject({ pathPrefix: '/am' });
      const wrong = { ...input, caFile, url: `${guard.url}/other` };
      expect(await codeOf(addresses.test(wrong, never))).toBe('companion.notIt');
      expect(guard.requests.map(({ path }) => path)).toContain('/other/api/v2/status');
      expect(guard.requests.filter(({ path }) => path === '/').length).toBe(1);
    });

    it('is not followed to another origin, and says why it cannot be reached', async () => {
      const other = await startGuardedServer({ upstream: elsewhere.url, decide: () => ({ kind: 'forward' }) });
      onTestFinished(() => other.close());
      const guard = await startGuardedServer({
        upstream: elsewhere.url,
        decide: () => ({ kind: 'answer', status: 302, headers: { location: `${other.url}/am/` } }),
      });
      const addresses = addressesOf(await inHarbor());
      const input = typed({ url: guard.url, auth: basic('hunter2') });
      expect(await codeOf(addresses.test(input, never))).toBe('companion.notIt');
      expect(other.requests).toEqual([]);
      await guard.close();
      const error: unknown = await addresses.test(input, never).catch((reason: unknown) => reason);
      expect(error instanceof AppError && [error.code, error.details]).toEqual([
        'address.unreachable',
        { url: guard.url, reason: expect.stringMatching(/refused/) },
      ]);
    });

    it('may be a Pushgateway, under any prefix', async () => {
      const gateway = await startPushgateway(['--web.external-url=http://push.example/jobs/push'], '/jobs/push');
      onTestFinished(() => gateway.stop());
      await pushTo(`${gateway.url}/jobs/push`, 'backup', 'seconds 3\n');
      const of = await inHarbor();
      const beside = { context: harbor, kind: 'pushgateway' } as const;
      await addressesOf(of).save(addressInput({ url: `${gateway.url}/jobs/push/metrics`, beside }), never);
      const items = [];
      for await (const item of of.running.services.pushgateways.read({ context: harbor }, never)) items.push(item);
      expect(items[0]).toMatchObject({ kind: 'begin', use: { transport: 'address', id: `${gateway.url}/jobs/push` } });
      expect(items[1]).toMatchObject({ kind: 'groups', groups: [{ labels: expect.arrayContaining(['backup']) }] });
    });
  },
);
