/** The path that a person typed for an Alertmanager or a Pushgateway of the cluster, and the ways to type and to forget it. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { CompanionKind } from '../../shared/model/companion.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { failureOf } from '../client/failure-of.ts';
import { useClient } from '../client/hooks.tsx';
import { useSettings } from './stores.tsx';

export interface TypedPath {
  /** Of that target; undefined where none is kept. */
  readonly kept: string | undefined;
  /** Resolves with why it was not kept. */
  readonly keep: (path: string) => Promise<AppErrorData | undefined>;
  readonly forget: () => Promise<AppErrorData | undefined>;
}

export function useCompanionPath(context: ContextId, kind: CompanionKind, target: string): TypedPath {
  const { companions } = useClient();
  const { companionPaths } = useSettings();
  const kept = companionPaths.find((one) => one.context === context && one.kind === kind && one.target === target);
  return {
    kept: kept?.pathPrefix,
    keep: (path) => failureOf(companions.keepPath({ context, kind, target, path })),
    forget: () => failureOf(companions.forgetPath({ context, kind })),
  };
}

/** The one of the cluster that a failure is about: found, and does not answer; '' where it is about something else. */
export function silentTarget(problem: { readonly kind: string; readonly error?: AppErrorData } | undefined): string {
  const error = problem?.error;
  return error?.code === 'companion.noneAnswered' ? String(error.details.candidate) : '';
}
