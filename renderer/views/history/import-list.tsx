/** Files that are brought into the history: how far each is, what came of it, and why one was refused. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { assertNever } from '../../../shared/base/assert-never.ts';
import { formatBytes, formatCount, formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { ServerWords } from '../../components/server-words.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import type { ImportJob, ImportState } from '../../state/imports-store.ts';
import { contextPath } from '../../state/routing.ts';
import { useImportJobs, useStores } from '../../state/stores.tsx';
import { importGlyphs } from './import-glyphs.ts';
import styles from './import-list.module.css';

export function ImportList() {
  const { t } = useTranslation('history');
  const jobs = useImportJobs();
  if (jobs.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('import.list')}>
      {jobs.map((job) => (
        <li key={job.id} className={styles.job}>
          <Job job={job} />
        </li>
      ))}
    </ul>
  );
}

function Job({ job }: { readonly job: ImportJob }) {
  const { t, i18n } = useTranslation('history');
  const { imports } = useStores();
  const { id, state, bytes } = job;
  const name = plainText(job.fileName);
  const goesOn = state.kind === 'waiting' || state.kind === 'sending' || state.kind === 'reading';
  const isRefused = state.kind === 'failed' || state.kind === 'unread';
  return (
    <>
      <StateGlyph kind={importGlyphs[state.kind]} />
      <div className={styles.text}>
        <p className={styles.name}>
          <MiddleText>{name}</MiddleText>
          <span className={styles.size}>{formatBytes(bytes, { locale: i18n.language })}</span>
        </p>
        {goesOn && state.kind !== 'waiting' ? (
          <NeatlineProgress label={t('import.progress', { name })} part={state.part} />
        ) : null}
        <div role={isRefused ? 'alert' : 'status'} className={isRefused ? styles.refused : styles.second}>
          <Outcome state={state} />
        </div>
      </div>
      {state.kind === 'done' ? (
        <Button
          size="small"
          aria-label={t('import.openNamed', { name })}
          onClick={() => navigate(contextPath(state.record, 'explorer'))}
        >
          {t('import.open')}
        </Button>
      ) : null}
      <Button
        size="small"
        look={goesOn ? 'plain' : 'quiet'}
        aria-label={goesOn ? t('import.cancelNamed', { name }) : t('import.closeNamed', { name })}
        onClick={() => imports.remove(id)}
      >
        {goesOn ? t('import.cancel') : t('import.close')}
      </Button>
    </>
  );
}

function Outcome({ state }: { readonly state: ImportState }) {
  const { t, i18n } = useTranslation('history');
  const errorText = useErrorText();
  if (state.kind === 'failed') {
    const { verdict, advice, words } = errorText(state.error);
    return (
      <>
        <p>
          <b>{plainText(verdict)}</b> {plainText(advice)}
        </p>
        <ServerWords words={words} />
      </>
    );
  }
  return <p>{said(t, state, i18n.language)}</p>;
}

function said(
  t: TFunction<'history'>,
  state: Exclude<ImportState, { readonly kind: 'failed' }>,
  locale: string,
): string {
  switch (state.kind) {
    case 'waiting':
      return t('import.waiting');
    case 'sending':
    case 'reading':
      return t(`import.${state.kind}`, { percent: formatFixed(Math.floor(state.part * 100), 0, locale) });
    case 'done':
      return t('import.done', {
        count: state.series,
        series: formatCount(state.series, locale),
        samples: formatCount(state.samples, locale),
      });
    case 'unread':
      return t('import.unread', { reason: plainText(state.reason) });
    default:
      return assertNever(state);
  }
}
