/**
 * The whole way, through the contract: a real Prometheus is recorded, everything is cut, and the record is asked what the Prometheus was asked
 * before. The samples are the same bits; with JSON, but for how series end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextId } from '../../../shared/model/context.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import type { Columns, QueryRequest } from '../../../shared/model/query.ts';
import type { RawForm, RecorderReport } from '../../../shared/model/recorder.ts';
import { portForwarder, viewer } from '../../support/api-server/users.ts';
import { type OpenClient, openClient, untilState } from '../../support/contract-client.ts';
import { startNodeExporter } from '../../support/servers/node-exporter.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { endProcess, type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { answer } from '../../support/soak/soak-queries.ts';
import { type Harbour, harbor, openHarbour, reef } from '../connections-fixture.ts';

const recordedMs = 20_000;
const stepMs = 1000;
/** A look at the Prometheus is made every 30 s, and two of them are waited for. */
const timeoutMs = 300_000;

/** Selectors, rates, windows, aggregations, matching, subqueries, absence: what has to be the same bits, or a millionth of a millionth. */
const exact: readonly string[] = [
  'up',
  'node_load1',
  '{job="prometheus", __name__=~"prometheus_tsdb_.*"}',
  'rate(prometheus_http_requests_total[10s])',
  'irate(node_cpu_seconds_total[10s])',
  'increase(node_network_receive_bytes_total[10s])',
  'delta(node_memory_MemAvailable_bytes[10s])',
  'changes(process_resident_memory_bytes[10s])',
  'resets(prometheus_tsdb_head_samples_appended_total[10s])',
  'max_over_time(node_load1[10s])',
  'count_over_time(up[10s])',
  'last_over_time(up[10s])',
  'timestamp(up)',
  'node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes',
  'node_filesystem_avail_bytes / on (instance, device, mountpoint) node_filesystem_size_bytes',
  'up == 1 and on (instance) node_load1 > 0',
  'absent(no_such_metric)',
  'max by (job) (rate(process_cpu_seconds_total[10s]))',
  // Of what differs: among equals each may choose.
  'topk(3, {__name__=~"node_memory_(MemTotal|MemAvailable|Buffers|Cached|Slab)_bytes"})',
  'count by (__name__) ({job="node"})',
  'ALERTS',
  'binnacle:load:sum',
];
const close: readonly string[] = [
  'sum by (mode) (rate(node_cpu_seconds_total[10s]))',
  'avg_over_time(node_load1[10s])',
  'histogram_quantile(0.9, sum by (le) (rate(prometheus_http_request_duration_seconds_bucket[10s])))',
  'quantile_over_time(0.5, node_load1[10s])',
  'stddev(node_load1)',
  'avg_over_time(rate(process_cpu_seconds_total[5s])[10s:2s])',
];

const rules = `groups:
- name: binnacle
  rules:
  - {record: 'binnacle:load:sum', expr: 'sum(node_load1)'}
  - {alert: AlwaysFiring, expr: 'up == 1', labels: {severity: page}}
`;

const everything = [
  { id: 'all', name: 'Everything', selectors: ['{job=~".+"}', '{__name__=~"ALERTS.*|binnacle:.+"}'], isOn: true },
];

/** No remote read, then, which is a POST. */
const asksByGetOnly = [...viewer, { verbs: ['get'], apiGroups: [''], resources: ['services/proxy'] }];

describe.skipIf(serverMissing('prometheus', 'prometheus-node-exporter') !== undefined)(
  'a record of a Prometheus',
  () => {
    let exporter: RealServer;
    let prometheus: RealServer;
    let harbour: Harbour;
    let host: ChildProcess;
    let page: OpenClient;

    beforeEach(async () => {
      exporter = await startNodeExporter();
      const jobs = [{ job: 'node', targets: [`127.0.0.1:${exporter.port}`] }];
      prometheus = await startPrometheus({ scrapeItself: true, jobs, rules: [rules] });
      harbour = await openHarbour(prometheus.port, {
        users: [
          { name: 'captain', token: 'captain-token', rules: portForwarder },
          { name: 'reader', rules: asksByGetOnly },
        ],
      });
      const program = join(import.meta.dirname, '../../../electron/web/main.ts');
      const options = ['--no-open', '--port', '0', '--data-dir', join(harbour.folder, 'data')];
      host = spawn(process.execPath, [program, ...options, '--kubeconfig', harbour.kubeconfigFile], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, HOME: harbour.folder, BINNACLE_PARENT: String(process.pid) },
      });
      page = await openClient(await readyAddress(host));
      await page.client.settings.update({ computer: { record: false } });
    });
    afterEach(async () => {
      page.close();
      await endProcess(host);
      await harbour.stop();
      await prometheus.stop();
      await exporter.stop();
    });

    async function recorded(context: ContextId): Promise<RecorderReport> {
      await page.client.connections.connect({ context });
      await untilState(page.client, context, ({ kind }) => kind === 'connected');
      const sinceMs = Date.now();
      await page.client.recorder.change({ context, isOn: true, rules: everything, backfillMs: 0 });
      const signal = AbortSignal.timeout(110_000);
      for await (const report of page.client.recorder.watch({ context }, { signal })) {
        const { state } = report;
        if (state.kind === 'recording' && (state.newestMs ?? 0) >= sinceMs + recordedMs) return report;
      }
      throw new Error('it was not recorded in time');
    }

    /** Of the last seconds that are surely there: what of them the windows reach is, too. */
    function requestsUntil(endMs: number): readonly QueryRequest[] {
      const times = { startMs: endMs - 10_000, endMs, stepMs };
      return [...exact, ...close].flatMap((expr): readonly QueryRequest[] => [
        { kind: 'range', expr, ...times },
        { kind: 'instant', expr, timeMs: endMs },
      ]);
    }

    async function cutEverything(): Promise<void> {
      await prometheus.stop();
      await harbour.double.goDown();
    }

    const forms: readonly { readonly context: ContextId; readonly form: RawForm }[] = [
      { context: harbor, form: 'chunks' },
      { context: reef, form: 'matrix' },
    ];
    for (const { context, form } of forms) {
      it(
        `answers as its Prometheus did after everything was cut, recorded by ${form}`,
        async () => {
          const { state, record } = await recorded(context);
          expect(state).toMatchObject({ kind: 'recording', form });
          const newestMs = state.kind === 'recording' ? (state.newestMs ?? 0) : 0;
          const requests = requestsUntil(Math.floor((newestMs - 3000) / stepMs) * stepMs);
          const live: ReadonlyMap<string, string>[] = [];
          for (const request of requests) live.push(asTexts(await answer(page.client, context, request), request));
          await cutEverything();
          expect(live.filter((answered) => answered.size > 0).length).toBeGreaterThan(requests.length - 4);
          for (const [i, request] of requests.entries()) {
            const offline = asTexts(await answer(page.client, record, request), request);
            expect([request, ...offline], request.expr).toEqual([request, ...(live[i] ?? [])]);
          }
        },
        timeoutMs,
      );
    }
  },
);

const bits = new DataView(new ArrayBuffer(8));

/** Of what is exact, each bit of each value; of the rest, eleven digits. */
function asTexts(columns: Columns, { expr }: QueryRequest): ReadonlyMap<string, string> {
  const text = (value: number) => {
    // An answer over HTTP has one word for all of them; what is stored keeps the bits of Prometheus' own.
    if (Number.isNaN(value)) return 'NaN';
    if (!exact.includes(expr)) return value.toPrecision(11);
    bits.setFloat64(0, value);
    return bits.getBigUint64(0).toString(16);
  };
  const series = columns.labels.map((labels, i) => {
    const samples: string[] = [];
    for (let at = columns.offsets[i] ?? 0; at < (columns.offsets[i + 1] ?? 0); at += 1)
      samples.push(`${columns.timesMs[at]} ${text(columns.values[at] ?? Number.NaN)}`);
    return [formatLabels(labels), samples.join('\n')] as const;
  });
  return new Map([...series].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readyAddress(host: ChildProcess): Promise<string> {
  if (host.stdout === null) throw new Error('the host has no output');
  for await (const line of createInterface({ input: host.stdout })) {
    if (line.startsWith('READY ')) return line.slice('READY '.length);
  }
  throw new Error('the host ended before it was ready');
}
