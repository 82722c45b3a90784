/** What a panel shows as a file of its own, out of the record: its window, and the series that its expressions read. */

import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../../shared/format/time.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { ExportForm } from '../../../components/export-form.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { storedOf } from '../../../state/records-store.ts';
import { useSettings } from '../../../state/stores.tsx';
import { useExport } from '../../../state/use-export.ts';
import { useRecorder } from '../../../state/use-recorder.ts';
import { useSources } from '../../../state/use-sources.ts';
import type { Span } from '../time-window.ts';
import styles from './keep-dialog.module.css';
import { readParts, readSpan } from './read-parts.ts';
import { SelectorList } from './selector-list.tsx';

export interface SeenDialogProps {
  readonly context: ContextId;
  readonly letter: string;
  readonly exprs: readonly string[];
  readonly span: Span;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Undefined where nothing can be recorded: no Prometheus answers. */
  readonly onKeep: (() => void) | undefined;
}

export function SeenDialog(props: SeenDialogProps) {
  const { t } = useTranslation('history');
  const { letter, open, onClose } = props;
  return (
    <Dialog title={t('seen.title', { letter })} open={open} onClose={onClose}>
      {open ? <Body {...props} /> : null}
    </Dialog>
  );
}

function Body({ context, exprs, span, onClose, onKeep }: SeenDialogProps) {
  const { t } = useTranslation('history');
  const { timeZone } = useSettings();
  const { sources, problem } = useSources();
  const { state, start, cancel } = useExport(saveFile);
  const { report } = useRecorder(context);
  const stored = sources?.find(({ source }) => source === report?.source) ?? storedOf(sources ?? [], context);
  const { selectors } = readParts(exprs);
  if (problem !== undefined) return <ErrorPanel error={problem} />;
  if (sources === undefined) return null;
  if (stored?.firstMs === undefined) {
    return (
      <Empty
        title={t('seen.notKept')}
        actions={
          <>
            {onKeep === undefined ? null : (
              <Button look="primary" onClick={onKeep}>
                {t('seen.record')}
              </Button>
            )}
            <Button onClick={onClose}>{t('seen.close')}</Button>
          </>
        }
      >
        {t('seen.notKeptText')}
      </Empty>
    );
  }
  const { source } = stored;
  const window = readSpan(exprs, span);
  const time = (ms: number) => formatDateTime(Math.round(ms / 1000) * 1000, timeZone);
  return (
    <ExportForm
      state={state}
      onStart={
        selectors.length === 0 ? undefined : (format) => start({ source, selectors: [...selectors], ...window, format })
      }
      onCancel={cancel}
      onClose={onClose}
    >
      <p className={styles.text}>{t('seen.what', { from: time(window.startMs), to: time(window.endMs) })}</p>
      {selectors.length === 0 ? (
        <p className={styles.text}>{t('kept.none')}</p>
      ) : (
        <SelectorList selectors={selectors} />
      )}
    </ExportForm>
  );
}
