/** What can be done where no Prometheus is reached, easiest first. Pure: facts of the diagnosis in, kinds of advice out; the words are apart. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { AddressId } from '../../../shared/model/address.ts';
import type { Diagnosis, DiagnosisCandidate, Right, Transport } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import type { Chart } from './commands.ts';
import { type FailureKind, failureKind } from './failure-kind.ts';
import { answeredWays, candidateName, failedWays } from './transports.ts';

export type Advice =
  /** Nothing stands in the way. */
  | { readonly kind: 'connect' }
  /** The context's file wants to run a command. */
  | {
      readonly kind: 'consent';
      readonly user: string;
      readonly file: string;
      readonly command: string;
      readonly digest: string;
    }
  | {
      readonly kind: 'use';
      readonly candidate: DiagnosisCandidate;
      readonly transport: Transport;
      readonly ms: number;
      readonly url: string | undefined;
    }
  | { readonly kind: 'forget'; readonly candidate: string }
  | { readonly kind: 'fixAddress'; readonly address: AddressId }
  /** The rights are all of one namespace, or all of the whole cluster. `transport`: what they are for; undefined for the search itself. */
  | { readonly kind: 'ask'; readonly rights: readonly Right[]; readonly transport: Transport | undefined }
  | { readonly kind: 'prefix'; readonly candidate: DiagnosisCandidate; readonly path: string }
  | { readonly kind: 'login' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'pod'; readonly candidate: DiagnosisCandidate }
  | { readonly kind: 'port'; readonly candidate: DiagnosisCandidate; readonly port: number }
  /** No Prometheus at all: what its exporters say is scraped from here. */
  | { readonly kind: 'scrape' }
  | { readonly kind: 'install'; readonly chart: Chart }
  | { readonly kind: 'check' }
  | { readonly kind: 'enter' };

export interface AdviceInput {
  readonly diagnosis: Diagnosis | undefined;
  /** The candidate that is looked at. */
  readonly candidate: DiagnosisCandidate | undefined;
  /** What keeps the context from being live, or what ended the search; undefined where nothing did. */
  readonly why: AppErrorData | undefined;
  /** What the user chose for the cluster. */
  readonly choice: SourceChoice | undefined;
}

export function adviceFor(input: AdviceInput): readonly Advice[] {
  const { why } = input;
  if (why === undefined) return [{ kind: 'connect' }, { kind: 'enter' }];
  // What one looks at works, but for what keeps all of it from working: there is nothing to mend on its other ways.
  const works = input.candidate !== undefined && answeredWays(input.candidate).length > 0;
  const usable = others(why, input.diagnosis);
  return [
    ...consent(why),
    ...usable,
    ...broken(why, input.choice),
    ...(works ? [] : [...ask(why, input), ...byFailures(input.candidate)]),
    ...restrictive(why, input.choice),
    ...(works || usable.length > 0 ? [] : scrape(why, input.choice)),
    ...install(why),
    ...check(why),
    { kind: 'enter' },
  ];
}

function consent(why: AppErrorData): readonly Advice[] {
  if (why.code !== 'auth.execConsent') return [];
  const { user, file, command, digest } = why.details;
  // Without its digest a command cannot be agreed to.
  if (typeof digest !== 'string') return [];
  return [
    { kind: 'consent', user: String(user ?? ''), file: String(file ?? ''), command: String(command ?? ''), digest },
  ];
}

/** More than this of "use another" would be the table of candidates once more. */
const othersShown = 2;

/** Ways that answered, but for the one in use, which is what fails now. Without the API server only addresses can work. */
function others(why: AppErrorData, diagnosis: Diagnosis | undefined): readonly Advice[] {
  if (diagnosis === undefined) return [];
  const { candidates, used } = diagnosis;
  const withoutServer = isWithoutServer(why);
  const answered = candidates.flatMap((candidate): readonly Advice[] => {
    const found = answeredWays(candidate).find(
      ({ transport }) =>
        (transport === 'address' || !withoutServer) &&
        !(used?.candidate === candidate.id && used.transport === transport),
    );
    return found === undefined
      ? []
      : [{ kind: 'use', candidate, transport: found.transport, ms: found.way.ms, url: found.way.url }];
  });
  return answered.slice(0, othersShown);
}

/** The API server was not reached, or did not let the user in. */
function isWithoutServer({ code }: AppErrorData): boolean {
  return /^(api|auth)\./.test(code) && code !== 'api.forbidden';
}

/** What was chosen is itself the fault. */
function broken(why: AppErrorData, chosen: SourceChoice | undefined): readonly Advice[] {
  if (chosen?.kind === 'service') {
    return why.code === 'discovery.chosenGone' ? [{ kind: 'forget', candidate: candidateName(chosen) }] : [];
  }
  if (chosen?.kind !== 'address' || !/^(address|secrets|probe|prometheus)\./.test(why.code)) return [];
  return [{ kind: 'fixAddress', address: chosen.address }];
}

/** While there is a choice nothing else is tried: without it, another may answer. */
function restrictive(why: AppErrorData, chosen: SourceChoice | undefined): readonly Advice[] {
  const elsewhere = why.code === 'discovery.chosenGone' || isWithoutServer(why);
  return chosen?.kind !== 'service' || elsewhere ? [] : [{ kind: 'forget', candidate: candidateName(chosen) }];
}

/** The API group of what the search reads. A resource that is not here is not asked for: a Role with the wrong group allows nothing. */
const groups: Readonly<Record<string, string>> = {
  endpoints: '',
  endpointslices: 'discovery.k8s.io',
  ingresses: 'networking.k8s.io',
  namespaces: '',
  nodes: '',
  pods: '',
  'pods/portforward': '',
  prometheuses: 'monitoring.coreos.com',
  services: '',
  'services/proxy': '',
};

function ask(why: AppErrorData, { diagnosis, candidate }: AdviceInput): readonly Advice[] {
  for (const { transport, way } of candidate === undefined ? [] : failedWays(candidate)) {
    if (way.missing === undefined) continue;
    const rights = diagnosis === undefined ? [way.missing] : together(way.missing, diagnosis, transport);
    return [{ kind: 'ask', rights, transport }];
  }
  const missing = rightOf(why);
  return missing === undefined ? [] : [{ kind: 'ask', rights: [missing], transport: undefined }];
}

const resources: Partial<Readonly<Record<Transport, string>>> = {
  'port-forward': 'pods/portforward',
  proxy: 'services/proxy',
};

/** What has to be granted at once, so that the next try does not stop at the next right; and no more. */
function together(missing: Right, { rights, serverVersion }: Diagnosis, transport: Transport): readonly Right[] {
  // The proxy can do with `get` alone.
  const verbs = transport === 'port-forward' && demandsCreate(serverVersion) ? ['get', 'create'] : ['get'];
  const needed = rights.filter(
    ({ allowed, namespace, resource, verb }) =>
      allowed === false &&
      namespace === missing.namespace &&
      resource === resources[transport] &&
      verbs.includes(verb) &&
      !(resource === missing.resource && verb === missing.verb),
  );
  return [missing, ...needed];
}

/** From Kubernetes 1.35 on, a WebSocket may need `create` beside `get`. */
function demandsCreate(serverVersion: string | undefined): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(serverVersion ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 35);
}

/** The right that a refusal names. */
function rightOf(error: AppErrorData): Right | undefined {
  if (error.code !== 'api.forbidden') return undefined;
  const { verb, resource, namespace } = error.details;
  if (typeof verb !== 'string' || typeof resource !== 'string' || typeof namespace !== 'string') return undefined;
  const group = groups[resource];
  return group === undefined ? undefined : { verb, group, resource, namespace, allowed: false, reason: '' };
}

type Way = ReturnType<typeof failedWays>[number]['way'];

const byKind: Partial<Record<FailureKind, (candidate: DiagnosisCandidate, way: Way) => Advice>> = {
  wrongPath: (candidate, { error }) => ({ kind: 'prefix', candidate, path: String(error.details.path ?? '/') }),
  login: () => ({ kind: 'login' }),
  redirect: (_, { error }) => ({ kind: 'redirect', location: String(error.details.location ?? '') }),
  noPod: (candidate) => ({ kind: 'pod', candidate }),
  closed: (candidate, { error }) => ({ kind: 'port', candidate, port: Number(error.details.port ?? candidate.port) }),
};

/** One advice for each kind of failure, however many ways had it. */
function byFailures(candidate: DiagnosisCandidate | undefined): readonly Advice[] {
  if (candidate === undefined) return [];
  const ways = failedWays(candidate);
  return Object.entries(byKind).flatMap(([kind, make]) => {
    const found = ways.find(({ way }) => failureKind(way) === kind);
    return found === undefined ? [] : [make(candidate, found.way)];
  });
}

/** What it takes is the API server alone. Where the user's own address fails, that is to be mended. */
function scrape({ code }: AppErrorData, chosen: SourceChoice | undefined): readonly Advice[] {
  const isOfCluster = /^(discovery|portForward|apiProxy|probe)\./.test(code) || code === 'api.forbidden';
  return isOfCluster && (chosen === undefined || chosen.kind === 'service') ? [{ kind: 'scrape' }] : [];
}

function install({ code }: AppErrorData): readonly Advice[] {
  const charts: readonly Chart[] = ['kube-prometheus-stack', 'prometheus'];
  return code === 'discovery.none' ? charts.map((chart) => ({ kind: 'install', chart })) : [];
}

function check(why: AppErrorData): readonly Advice[] {
  return isWithoutServer(why) && why.code !== 'auth.execConsent' ? [{ kind: 'check' }] : [];
}
