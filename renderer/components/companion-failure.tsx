/** Why an Alertmanager or a Pushgateway told nothing. That there is none is no failure. */
import type { ReactNode } from 'react';
import type { AppErrorData, ErrorCode } from '../../shared/base/errors.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import { Empty } from './empty.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { useErrorText } from './error-text.ts';

const absent: ReadonlySet<ErrorCode> = new Set(['companion.none', 'companion.elsewhere', 'companion.noCluster']);

export interface CompanionFailureProps {
  readonly error: AppErrorData;
  /** "An Alertmanager is here, but the user ada may not reach it." */
  readonly forbidden: (user: string) => string;
  readonly actions: ReactNode;
}

export function CompanionFailure({ error, forbidden, actions }: CompanionFailureProps) {
  const { verdict, advice } = useErrorText()(error);
  if (absent.has(error.code))
    return (
      <Empty title={verdict} actions={actions}>
        {advice}
      </Empty>
    );
  const user = plainText(String(error.details.user ?? ''));
  const title = error.code === 'portForward.forbidden' ? forbidden(user) : undefined;
  return <ErrorPanel error={error} title={title} actions={actions} />;
}
