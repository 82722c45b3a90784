/** Asks whether an Alertmanager or a Pushgateway answers somewhere, and under which path: its own status under each likely prefix, then where its root leads. */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import { type CompanionKind, companionNames } from '../../../../shared/model/companion.ts';
import { type CompanionAnswer, type CompanionEndpoint, callCompanion } from './companion-call.ts';

export interface ProbedCompanion {
  readonly pathPrefix: string;
  readonly version: string;
}

interface Probe {
  readonly path: string;
  /** Undefined where it is no answer of such a server. */
  readonly versionOf: (value: unknown) => string | undefined;
}

const alertmanagerStatus = z.object({ versionInfo: z.object({ version: z.string() }), config: z.object({}) });
const pushgatewayStatus = z.object({
  data: z.object({ build_information: z.object({ version: z.string() }), start_time: z.string() }),
});

const probes: Readonly<Record<CompanionKind, Probe>> = {
  alertmanager: {
    path: '/api/v2/status',
    versionOf: (value) => alertmanagerStatus.safeParse(value).data?.versionInfo.version,
  },
  pushgateway: {
    path: '/api/v1/status',
    versionOf: (value) => pushgatewayStatus.safeParse(value).data?.data.build_information.version,
  },
};

export interface ProbeCompanionOptions {
  readonly kind: CompanionKind;
  readonly signal: AbortSignal;
  readonly prefixes: readonly string[];
  /** No other than those is asked: where the root leads is no matter. */
  readonly onlyPrefixes?: boolean;
  /** What else may be known of its path; asked where neither a prefix nor the root led to it. */
  readonly morePrefixes?: () => Promise<readonly string[]>;
}

/** Of one question; a healthy one answers in milliseconds. */
const timeoutMs = 4000;
/** A status has the whole configuration in it. */
const mostBytes = 4 * 2 ** 20;
const mostRedirects = 3;

type At = Omit<CompanionEndpoint, 'pathPrefix'>;

/** @throws AppError companion.notIt, companion.unauthorized, companion.timeout, companion.lost, and the way's own; CancelledError */
export async function probeCompanion(
  at: At,
  { kind, signal, prefixes, onlyPrefixes = false, morePrefixes }: ProbeCompanionOptions,
): Promise<ProbedCompanion> {
  const { path, versionOf } = probes[kind];
  const get = (pathPrefix: string, asked: string) =>
    callCompanion({ ...at, pathPrefix }, { method: 'GET', path: asked, signal, timeoutMs, mostBytes });
  const asked = new Set<string>();
  let failure: AppError | undefined;
  const ask = async (prefix: string): Promise<ProbedCompanion | undefined> => {
    if (asked.has(prefix)) return undefined;
    asked.add(prefix);
    const answer = await get(prefix, path);
    const version = answer.status === 200 ? versionOf(jsonOf(answer)) : undefined;
    if (version !== undefined) return { pathPrefix: prefix, version: version.slice(0, 200) };
    const refused = refusal(kind, at.target, prefix + path, answer);
    if (failure === undefined || refused.code === 'companion.unauthorized') failure = refused;
    return undefined;
  };
  for (const prefix of prefixes) {
    const found = await ask(prefix);
    if (found !== undefined) return found;
  }
  if (!onlyPrefixes) {
    for await (const prefix of rootPrefixes(at, get)) {
      const found = await ask(prefix);
      if (found !== undefined) return found;
    }
  }
  for (const prefix of (await morePrefixes?.()) ?? []) {
    const found = await ask(prefix);
    if (found !== undefined) return found;
  }
  throw failure ?? new Error('no prefix was asked');
}

/** Below a route prefix that nobody told, the root leads there. Inside the origin only. */
async function* rootPrefixes(
  { origin }: At,
  get: (prefix: string, path: string) => Promise<CompanionAnswer>,
): AsyncGenerator<string, void, undefined> {
  let path = '/';
  for (let redirects = 0; redirects < mostRedirects; redirects += 1) {
    const { location } = await get('', path);
    const from = new URL(path, origin);
    if (location === '' || !URL.canParse(location, from.href)) return;
    const to = new URL(location, from);
    if (to.origin !== from.origin) return;
    path = to.pathname;
    yield path.replace(/\/+$/, '');
  }
}

function jsonOf({ body }: CompanionAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer).toString('utf8'));
  } catch {
    return undefined;
  }
}

function refusal(
  kind: CompanionKind,
  target: string,
  path: string,
  { status, contentType }: CompanionAnswer,
): AppError {
  const what = companionNames[kind];
  if (status === 401 || status === 403) {
    const text = `${target} wants a login before it answers (${status}).`;
    return new AppError('companion.unauthorized', text, { details: { what, target, status } });
  }
  const said = contentType === '' ? 'no content type' : contentType;
  return new AppError('companion.notIt', `What answers at ${target}${path} is no ${what}: status ${status}, ${said}.`, {
    details: { what, target, path, status, contentType: said },
  });
}
