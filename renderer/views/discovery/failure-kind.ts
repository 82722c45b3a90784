/** What a failed way means to a person: one word for the many codes of an error, by which the verdict and the advice are chosen. */
import type { AppErrorData, ErrorCode } from '../../../shared/base/errors.ts';
import type { WayOutcome } from '../../../shared/model/diagnosis.ts';

export type FailureKind = 'denied' | 'login' | 'redirect' | 'wrongPath' | 'noPod' | 'closed' | 'silent' | 'other';

const kinds: Partial<Readonly<Record<ErrorCode, FailureKind>>> = {
  'apiProxy.failed': 'closed',
  'apiProxy.forbidden': 'denied',
  'address.unreachable': 'closed',
  'api.forbidden': 'denied',
  'portForward.closed': 'silent',
  'portForward.forbidden': 'denied',
  'portForward.noReadyPod': 'noPod',
  'portForward.refused': 'closed',
  'probe.failed': 'silent',
  'probe.loginPage': 'login',
  'probe.notPrometheus': 'wrongPath',
  'probe.redirect': 'redirect',
  'probe.starting': 'silent',
  'probe.timeout': 'silent',
  'probe.unauthorized': 'login',
  'prometheus.notJson': 'wrongPath',
  'prometheus.timeout': 'silent',
};

export function failureKind({ error, missing }: Extract<WayOutcome, { kind: 'failed' }>): FailureKind {
  return missing === undefined ? (kinds[error.code] ?? 'other') : 'denied';
}

/** Whether a failure is about the candidates, which the page shows one by one, and not about the way to the API server. */
export function isAboutCandidates({ code }: AppErrorData): boolean {
  return /^(apiProxy|discovery|portForward|probe)\./.test(code);
}
