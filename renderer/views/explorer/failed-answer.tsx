/** An expression that failed: alone, or beside others that did not. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { errorPlace } from './error-place.ts';
import { formatSeconds } from './format-seconds.ts';
import styles from './panel-notes.module.css';
import type { Beside, FailedQuery } from './panel-view.ts';
import { isConnectionLost } from './query-state.ts';

export interface FailedAnswerProps {
  readonly failed: FailedQuery;
  readonly several: boolean;
  readonly live: boolean;
  /** Asks again, up to now. */
  readonly onRetry: () => void;
}

export function FailedAnswer({ failed, several, live, onRetry }: FailedAnswerProps) {
  const { t } = useTranslation('explorer');
  const { error, question, letter } = failed;
  const place = errorPlace(error, question.request.expr);
  // Evaluated here, no Prometheus has said anything: the place is underlined, and its words are with it.
  const isOurs = error.code.startsWith('query.');
  const title =
    place === undefined || isOurs
      ? undefined
      : place.line === 1
        ? t('failed.column', { column: place.column })
        : t('failed.line', { line: place.line, column: place.column });
  const expression = isOurs || error.code.startsWith('prometheus.') ? question.request.expr : undefined;
  const mayPass = error.retryable || isConnectionLost(error);
  const actions = !mayPass ? undefined : live ? (
    <Button size="small" onClick={onRetry}>
      {t('failed.retry')}
    </Button>
  ) : (
    t('failed.away')
  );
  return (
    <>
      {several ? <h3 className={styles.letter}>{letter}</h3> : null}
      <ErrorPanel error={error} expression={expression} place={place} title={title} actions={actions} />
    </>
  );
}

export interface BesideNotesProps extends Beside {
  readonly failures: readonly FailedQuery[];
}

/** Of each expression that shows nothing a line: the others are shown below. */
export function BesideNotes({ failures, empties, cancelled, odd }: BesideNotesProps) {
  const { t, i18n } = useTranslation('explorer');
  const describe = useErrorText();
  if (failures.length + empties.length + cancelled.length + odd.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {failures.map(({ letter, query, error }) => (
        <li key={query.id} data-kind="failed" role="alert">
          <StateGlyph kind="bad" />
          <span>{t('beside.failed', { letter })}</span>{' '}
          <code>{String(error.details.serverMessage ?? describe(error).verdict)}</code>
        </li>
      ))}
      {odd.map(({ letter, query, type }) => (
        <li key={query.id}>
          <StateGlyph kind="inactive" />
          <span>{t(`beside.${type}`, { letter })}</span>
        </li>
      ))}
      {empties.map(({ letter, query }) => (
        <li key={query.id}>
          <StateGlyph kind="inactive" />
          <span>{t('beside.empty', { letter })}</span>
        </li>
      ))}
      {cancelled.map(({ letter, query, afterMs }) => (
        <li key={query.id}>
          <StateGlyph kind="skipped" />
          <span>{t('beside.cancelled', { letter, time: formatSeconds(afterMs, i18n.language) })}</span>
        </li>
      ))}
    </ul>
  );
}
