/** Raw samples of a remote Prometheus: by remote read, or by range selectors where that is not to be had. Moves bytes, and reads none. */
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { RawForm } from '../../../../../shared/model/recorder.ts';
import { tooMuch } from '../../../../../shared/model/recorder-errors.ts';
import { withDeadline } from '../../../base/deadline.ts';
import type { LogSink } from '../../../ports.ts';
import type { QueryOptions, RawPart, RawRequest, SourceRaw } from '../../source.ts';
import type { ApiCall, ApiClient, BytesClient, BytesResponse } from '../api-client.ts';
import { type Asker, type AskerDeps, createAsker } from '../catalog/catalog-asker.ts';
import { deadlinePassed } from '../failures.ts';
import type { ForcedMatchers } from '../forced-matchers.ts';
import type { BodyEncoding } from '../parse/parse-protocol.ts';
import { type QueryDeadline, startDeadline } from '../query-deadline.ts';
import { queryRequest } from '../request-params.ts';
import { configRequest } from '../targets/targets-requests.ts';
import { bodyParts } from './body-parts.ts';
import type { ToldConfig } from './raw-jobs.ts';
import { readRequest, selectorOf } from './read-request.ts';
import { type ToldLabels, ToldLabelsReader } from './told-labels.ts';

interface RawDeps extends AskerDeps {
  readonly client: ApiClient & BytesClient;
  readonly log: LogSink;
  /** Of an answer that is read whole; default 64 MiB. */
  readonly mostWholeBytes?: number;
}

/** Of each look at what there is. */
const lookTimeoutMs = 15_000;
/** An ingress without a server behind it says 404, a proxy 403: for a moment, or for a day. So it is looked again, first after this … */
const nextLookAfterMs = 5 * 60_000;
/** … and then every hour. */
const laterLookMs = 3_600_000;
const mostWholeBytes = 64 * 2 ** 20;

export function createPrometheusRaw(deps: RawDeps): SourceRaw {
  const asker = createAsker(deps);
  const { client, clock } = deps;
  const readAdded = async (signal: AbortSignal) => (await readConfig(asker, signal))?.added ?? [];
  const labels = new ToldLabelsReader({ client, clock, readAdded, soon });
  let known: RawForm | undefined;
  /** When there may be remote read after all. */
  let nextLookMs = Number.POSITIVE_INFINITY;

  function soon<T>(signal: AbortSignal, ask: (call: ApiCall) => Promise<T>): Promise<T> {
    const startMs = deps.clock.monotonic();
    const elapsedSeconds = () => (deps.clock.monotonic() - startMs) / 1000;
    return withDeadline(
      signal,
      lookTimeoutMs,
      () => deadlinePassed(lookTimeoutMs),
      (both) => ask({ signal: both, elapsedSeconds }),
    );
  }

  async function look(signal: AbortSignal): Promise<RawForm> {
    const isAgain = known !== undefined;
    if (known !== undefined && clock.monotonic() < nextLookMs) return known;
    const found = await soon(signal, (call) => lookAt(deps, call)).catch((error: unknown) => {
      // What is known still serves; a cancellation is the caller's.
      if (known === undefined || signal.aborted || !(error instanceof AppError)) throw error;
      return known;
    });
    const waitMs = isAgain ? laterLookMs : nextLookAfterMs;
    nextLookMs = found === 'matrix' ? clock.monotonic() + waitMs : Number.POSITIVE_INFINITY;
    if (found !== known) deps.log.write('info', 'prometheus', 'raw samples', { form: found });
    known = found;
    return found;
  }

  return {
    form: look,
    async *read(request, options) {
      if (request.form === 'matrix') {
        yield* withClock(deps, options, (call, deadline) => readMatrices(deps, request, call, deadline));
        return;
      }
      for (const selector of request.selectors) selectorOf(selector);
      const told = await labels.read(options.signal);
      try {
        yield* withClock(deps, options, (call) => readRemote(deps, request, told, call));
      } catch (error) {
        if (error instanceof AppError && error.code.startsWith('prometheus.') && !error.retryable) labels.forget();
        throw error;
      }
    },
    outOfOrderMs: async (signal) => (await readConfig(asker, signal))?.outOfOrderMs ?? 0,
    longestIntervalMs: async (signal) => (await readConfig(asker, signal))?.longestMs,
  };
}

/** Statuses that pass: there may be remote read behind them. A login that is wanted is no answer either. */
const passing = new Set([401, 407, 408, 425, 429]);

function isPassing(status: number): boolean {
  return passing.has(status) || (status >= 500 && status !== 501) || (status >= 300 && status < 400);
}

/** Reads a second of next to nothing. @throws as Source.query */
async function lookAt({ client, matchers, clock }: RawDeps, call: ApiCall): Promise<RawForm> {
  const endMs = clock.now();
  const selectors = [matchers.into({ kind: 'instant', expr: '{__name__="up",job="prometheus"}' }).expr];
  const request = readRequest({ selectors, startMs: endMs - 1000, endMs, acceptsChunks: true });
  const response = await client.post(request, call);
  if (isPassing(response.status)) throw await response.failure();
  const form = response.status === 200 ? formOf(response) : undefined;
  response.body.destroy();
  return form ?? 'matrix';
}

function formOf({ contentType, contentEncoding }: BytesResponse): 'chunks' | 'samples' | undefined {
  const type = contentType.toLowerCase();
  if (type.startsWith('application/x-streamed-protobuf')) return 'chunks';
  return type.startsWith('application/x-protobuf') && contentEncoding === 'snappy' ? 'samples' : undefined;
}

/** Of the configuration. Undefined where it is not told. @throws what passes */
async function readConfig(asker: Asker, signal: AbortSignal): Promise<ToldConfig | undefined> {
  try {
    const asking = { request: configRequest, by: 'read', timeoutMs: lookTimeoutMs, signal } as const;
    return await asker.ask({ job: 'toldConfig' }, asking);
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable || signal.aborted) throw error;
    return undefined;
  }
}

type Parts = AsyncGenerator<RawPart, void>;

/** The deadline counts only while a part is waited for. */
async function* withClock(
  { clock, matchers }: RawDeps,
  options: QueryOptions,
  read: (call: ApiCall, deadline: QueryDeadline) => Parts,
): Parts {
  // A signal tells nobody who comes later.
  if (options.signal.aborted) throw new CancelledError();
  const startMs = clock.monotonic();
  const deadline = startDeadline(options, clock);
  const elapsedSeconds = () => Math.round((clock.monotonic() - startMs) / 100) / 10;
  const parts = read({ signal: deadline.signal, elapsedSeconds }, deadline);
  try {
    for (;;) {
      const { value, done } = await parts.next();
      if (done === true) return;
      deadline.stopClock();
      yield value;
      deadline.startClock();
    }
  } catch (error) {
    throw matchers.explain(asTooMuch(deadline.explain(error)));
  } finally {
    await parts.return();
    deadline.dispose();
  }
}

async function* readRemote(deps: RawDeps, request: RawRequest, told: ToldLabels, call: ApiCall): Parts {
  const { client, matchers } = deps;
  const { startMs, endMs, form } = request;
  const selectors = request.selectors.map((expr) => matchers.into({ kind: 'instant', expr }).expr);
  const acceptsChunks = form === 'chunks';
  for (const { added, matchers: more } of told.shares) {
    const asked = readRequest({ selectors, startMs, endMs, acceptsChunks, added: told.added, matchers: more });
    const response = await client.post(asked, call);
    const found = response.status === 200 ? formOf(response) : undefined;
    if (found === undefined) throw await response.failure();
    yield { kind: 'head', form: found, ...(added.length === 0 ? {} : { added }) };
    // Snappy is the form of `samples`, and chunks have no encoding.
    yield* limited(bodyParts(response.body, 'identity'), found === 'samples' ? wholeBytes(deps) : undefined);
  }
}

async function* readMatrices(deps: RawDeps, request: RawRequest, call: ApiCall, deadline: QueryDeadline): Parts {
  for (const selector of request.selectors) {
    const query = matrixQuery(deps.matchers, selector, request);
    const asked = queryRequest(query, deadline.leftMs());
    // Thanos then refuses where it would answer with a part. https://thanos.io/tip/components/query.md/#partial-response
    asked.params.set('partial_response', 'false');
    const response = await deps.client.query(asked, call);
    const encoding: BodyEncoding = response.encoding;
    yield { kind: 'head', form: 'matrix' };
    yield* limited(bodyParts(response.body, encoding), wholeBytes(deps));
  }
}

/**
 * Up to 2.x the range of a selector is closed, since 3.0 it is open at its beginning. A time may come to a server as a millisecond less, since it
 * is a decimal of seconds. So a millisecond more is asked for on both sides, and left out by who decodes it.
 */
function matrixQuery(matchers: ForcedMatchers, selector: string, { startMs, endMs }: RawRequest) {
  const { start, end } = selectorOf(selector);
  const expr = `${selector.slice(start, end)}[${endMs - startMs + 2}ms]`;
  return matchers.into({ kind: 'instant', expr, timeMs: endMs + 1 });
}

function wholeBytes(deps: RawDeps): number {
  return deps.mostWholeBytes ?? mostWholeBytes;
}

async function* limited(bytes: AsyncGenerator<Uint8Array, void>, mostBytes: number | undefined): Parts {
  let taken = 0;
  for await (const part of bytes) {
    taken += part.length;
    if (mostBytes !== undefined && taken > mostBytes) throw tooMuch(mostBytes);
    yield { kind: 'bytes', bytes: part };
  }
}

/** Servers have limits of their own: `--storage.remote.read-sample-limit`, `--query.max-samples`. */
const ownLimit = /exceeded sample limit|too many samples/i;

function asTooMuch(error: unknown): unknown {
  if (!(error instanceof AppError) || !ownLimit.test(String(error.details.serverMessage ?? ''))) return error;
  return tooMuch(mostWholeBytes);
}
