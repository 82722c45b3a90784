/** How far something is that a person waits for: since when, with what ends the wait; or what became of it. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { Waiting } from '../../../components/waiting.tsx';
import styles from './tsdb-admin.module.css';
import type { Task } from './use-task.ts';

export interface TaskNoteProps extends Pick<Task<unknown>, 'state' | 'stop'> {
  readonly label: string;
  /** @param time "1.2 s"; absent: the label says it */
  readonly text?: (time: string) => string;
  /** Where it may have been done all the same; absent where nothing was to be. */
  readonly stoppedText?: string;
}

export function TaskNote({ state, stop, label, text = () => label, stoppedText }: TaskNoteProps) {
  const { t } = useTranslation('tsdbAdmin');
  switch (state.kind) {
    case 'idle':
      return null;
    case 'running':
      return (
        <Waiting
          {...{ label, text, sinceMs: state.sinceMs }}
          onCancel={stop}
          cancelText={stoppedText === undefined ? undefined : t('stop')}
        />
      );
    case 'failed':
      return <ErrorPanel error={stoppedText === undefined ? state.error : ofChange(state.error)} />;
    case 'stopped':
      return stoppedText === undefined ? null : (
        <p className={styles.warning} role="alert">
          <StateGlyph kind="degraded" />
          {stoppedText}
        </p>
      );
  }
}

/** That the page lost the backend says nothing about what the backend did. */
function ofChange(error: AppErrorData): AppErrorData {
  if (error.code !== 'rpc.disconnected') return error;
  return { code: 'tsdbAdmin.unsure', message: error.message, details: { reason: error.message }, retryable: false };
}
