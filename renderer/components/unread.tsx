/** Where nothing was read yet: nobody can be asked, it is being asked for, that was cancelled, or it failed. Each says what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import { ErrorPanel } from './error-panel.tsx';
import type { StaleNoteProps } from './stale-note.tsx';
import { Waiting, type WaitingProps } from './waiting.tsx';

export interface UnreadProps extends Pick<StaleNoteProps, 'problem'> {
  /** Somebody can be asked. */
  readonly live: boolean;
  /** Undefined while it is not asked for; `part`: 0 to 1, undefined where nobody knows. */
  readonly running: { readonly startedAtMs: number; readonly part?: number | undefined } | undefined;
  readonly words: {
    readonly away: string;
    readonly awayWhy: string;
    /** What is done, and that for so long. */
    readonly asking: string;
    readonly askingFor: WaitingProps['text'];
    readonly cancelled: string;
    readonly cancelledWhy?: string;
  };
  /** What can be done where nobody can be asked. */
  readonly awayActions?: ReactNode;
  readonly refresh: () => void;
  readonly cancel: () => void;
  /** Where a failure needs more than its own words. @param again the button that asks again */
  readonly failed?: (error: AppErrorData, again: ReactNode) => ReactNode;
}

export function Unread(props: UnreadProps): ReactNode {
  const { live, running, problem, words, awayActions, refresh, cancel, failed = failure } = props;
  const { t } = useTranslation();
  if (!live)
    return (
      <Empty title={words.away} actions={awayActions}>
        {words.awayWhy}
      </Empty>
    );
  if (running !== undefined)
    return (
      <Waiting
        sinceMs={running.startedAtMs}
        part={running.part}
        label={words.asking}
        text={words.askingFor}
        onCancel={cancel}
      />
    );
  if (problem === undefined) return null;
  if (problem.kind === 'failed')
    return failed(problem.error, <Button onClick={refresh}>{t('action.tryAgain')}</Button>);
  const again = (
    <Button look="primary" onClick={refresh}>
      {t('stale.retry')}
    </Button>
  );
  return (
    <Empty title={words.cancelled} actions={again}>
      {words.cancelledWhy}
    </Empty>
  );
}

function failure(error: AppErrorData, again: ReactNode): ReactNode {
  return <ErrorPanel error={error} actions={again} />;
}
