/** Diagnoses for the tests of Discovery: a cluster with two candidates that the user may not reach, and parts to make others of. */
import type { AppErrorData, ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';
import type {
  AnswerKind,
  Diagnosis,
  DiagnosisCandidate,
  DiagnosisStep,
  Right,
  StepKind,
  Transport,
  WayOutcome,
} from '../../../shared/model/diagnosis.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';

export const failure = (code: ErrorCode, details: ErrorDetails = {}): AppErrorData => ({
  code,
  details,
  message: 'what the backend said',
  retryable: false,
});

export const right = (verb: string, resource: string, namespace: string, rest: Partial<Right> = {}): Right => ({
  verb,
  group: '',
  resource,
  namespace,
  allowed: false,
  reason: '',
  ...rest,
});

export const failed = (error: AppErrorData, missing?: Right): WayOutcome => ({ kind: 'failed', error, missing });

export const answered = (
  ms: number,
  rest: { readonly pathPrefix?: string; readonly url?: string } = {},
): WayOutcome => ({
  kind: 'answered',
  ms,
  version: '3.5.0',
  engine: 'prometheus',
  pathPrefix: '',
  ...rest,
});

const none: WayOutcome = { kind: 'none' };
const notNeeded: WayOutcome = { kind: 'notTried', why: 'notNeeded' };

export const refusal = (resource: string, namespace: string, user = 'dev-reader'): string =>
  `pods "p" is forbidden: User "${user}" cannot get resource "${resource}" in API group "" in the namespace "${namespace}"`;

export const deniedForward = (namespace: string, user?: string): WayOutcome =>
  failed(
    failure('portForward.forbidden', {
      pod: 'p',
      namespace,
      user: 'dev',
      verb: 'get',
      serverMessage: refusal('pods/portforward', namespace, user),
    }),
    right('get', 'pods/portforward', namespace),
  );

export const deniedProxy = (namespace: string): WayOutcome =>
  failed(
    failure('apiProxy.forbidden', { service: 's', namespace, user: 'dev', verb: 'get' }),
    right('get', 'services/proxy', namespace),
  );

export function candidate(
  namespace: string,
  service: string,
  ways: Partial<Record<Transport, WayOutcome>>,
  rest: Partial<DiagnosisCandidate> = {},
): DiagnosisCandidate {
  const port = rest.port ?? 9090;
  return {
    id: `${namespace}/${service}:${port}`,
    namespace,
    service,
    port,
    portName: 'web',
    foundBy: 'label',
    engine: 'prometheus',
    score: 94,
    ways: { 'port-forward': notNeeded, proxy: notNeeded, address: none, ...ways },
    ...rest,
  };
}

interface StepRest {
  readonly facts?: ErrorDetails;
  readonly answer?: ErrorDetails;
  readonly status?: number;
  readonly candidate?: string;
  readonly outcome?: DiagnosisStep['outcome'];
}

export function step(kind: StepKind, answer: AnswerKind | AppErrorData, rest: StepRest = {}): DiagnosisStep {
  return {
    afterMs: 130,
    ms: 21,
    candidate: rest.candidate,
    step: { kind, facts: rest.facts ?? {} },
    outcome: rest.outcome ?? (typeof answer === 'string' ? 'ok' : 'failed'),
    answer: typeof answer === 'string' ? { kind: answer, facts: rest.answer ?? {} } : { kind: 'error', error: answer },
    status: rest.status,
  };
}

const cluster = 'uid:7c4f1a52' as ClusterKey;

export function diagnosis(parts: Partial<Diagnosis> = {}): Diagnosis {
  return {
    startedMs: Date.UTC(2026, 10, 22, 11, 31, 40),
    tookMs: 1200,
    scope: 'connecting',
    server: 'https://10.4.1.1:6443',
    user: 'dev-reader',
    auth: 'certificate',
    serverVersion: 'v1.33.2',
    cluster,
    choice: undefined,
    candidates: [],
    steps: [],
    dropped: 0,
    rights: [],
    used: undefined,
    failure: undefined,
    ...parts,
  };
}

export const twoDenied = [
  candidate('monitoring', 'prometheus-k8s', {
    'port-forward': deniedForward('monitoring'),
    proxy: deniedProxy('monitoring'),
  }),
  candidate('istio-system', 'prometheus', {
    'port-forward': deniedForward('istio-system'),
    proxy: deniedProxy('istio-system'),
  }),
] as const;
