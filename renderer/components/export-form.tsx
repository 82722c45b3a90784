/** What is written into a file, in which form, and how far that is. Which window it is of, the caller shows above. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { formatBytes, formatCount, formatFixed } from '../../shared/format/number.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import { Button } from './button.tsx';
import { ErrorPanel } from './error-panel.tsx';
import styles from './export-form.module.css';
import { NeatlineProgress } from './neatline.tsx';
import { Segmented } from './segmented.tsx';
import { StateGlyph } from './state-glyph.tsx';

export type ExportFormat = 'recording' | 'openMetrics';

type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly part: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly fileName: string; readonly series: number; readonly samples: number }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export interface ExportFormProps {
  readonly state: Progress;
  /** Undefined: what is to be exported is not settled yet. */
  readonly onStart: ((format: ExportFormat) => void) | undefined;
  readonly onCancel: () => void;
  readonly onClose: () => void;
  /** What is exported: window, selectors. */
  readonly children: ReactNode;
}

export function ExportForm({ state, onStart, onCancel, onClose, children }: ExportFormProps) {
  const { t } = useTranslation('history');
  const [format, setFormat] = useState<ExportFormat>('recording');
  const running = state.kind === 'running';
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!running) onStart?.(format);
      }}
    >
      {children}
      <div className={styles.format}>
        <Segmented
          label={t('export.format')}
          options={(['recording', 'openMetrics'] as const).map((value) => ({ value, label: t(`export.${value}`) }))}
          value={format}
          onChange={setFormat}
        />
        <p className={styles.hint}>{t(`export.${format}Text`)}</p>
      </div>
      <Outcome state={state} />
      <div className={styles.actions}>
        {running ? (
          <Button onClick={onCancel}>{t('export.cancel')}</Button>
        ) : (
          <Button look="primary" type="submit" disabled={onStart === undefined}>
            {t('export.start')}
          </Button>
        )}
        {running ? null : <Button onClick={onClose}>{t('export.close')}</Button>}
      </div>
    </form>
  );
}

function Outcome({ state }: { readonly state: Progress }) {
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  switch (state.kind) {
    case 'running': {
      const percent = formatFixed(Math.floor(state.part * 100), 0, locale);
      return (
        <div className={styles.progress}>
          <NeatlineProgress label={t('export.progress')} part={state.part} />
          <p>{t('export.running', { percent, size: formatBytes(state.bytes, { locale }) })}</p>
        </div>
      );
    }
    case 'done':
      return (
        <p role="status" className={styles.done}>
          <StateGlyph kind="ok" />
          <span>
            {t('export.done', {
              count: state.series,
              file: plainText(state.fileName),
              series: formatCount(state.series, locale),
              samples: formatCount(state.samples, locale),
            })}
          </span>
        </p>
      );
    case 'failed':
      return <ErrorPanel error={state.error} />;
    default:
      return null;
  }
}
