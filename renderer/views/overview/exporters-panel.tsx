/** Exporters that are scraped beside this computer: which there are, and a form to add one, which can be tested first. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { Exporter, ExporterTest } from '../../../shared/model/exporter.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Panel } from '../../components/panel.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSettings } from '../../state/stores.tsx';
import styles from './exporters-panel.module.css';

export interface ExportersPanelProps {
  /** Another Binnacle records this computer, and scrapes what is beside it. */
  readonly isElsewhere: boolean;
}

export function ExportersPanel({ isElsewhere }: ExportersPanelProps) {
  const { t } = useTranslation('overview');
  const { exporters, computer } = useSettings();
  const [adding, setAdding] = useState(false);
  const add = useFocusedAfter(adding, exporters.length);
  const count = exporters.length === 0 ? undefined : t('exporters.count', { count: exporters.length });
  return (
    <Panel title={t('exporters.title')} aside={count}>
      {exporters.length === 0 ? <p className={styles.text}>{t('exporters.none')}</p> : null}
      {computer.record && !isElsewhere ? null : (
        <p className={styles.text}>{computer.record ? t('exporters.elsewhere') : t('exporters.notScraped')}</p>
      )}
      <ul>
        {exporters.map((exporter) => (
          <li key={exporter.id} className={styles.row}>
            <ExporterRow exporter={exporter} />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        {adding ? (
          <ExporterForm onClose={() => setAdding(false)} />
        ) : (
          <Button ref={add} onClick={() => setAdding(true)}>
            {t('exporters.add')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

/** What had the focus may have gone with the form, or with an exporter that was removed: the button is where one goes on. */
function useFocusedAfter(adding: boolean, count: number) {
  const add = useRef<HTMLButtonElement>(null);
  const before = useRef({ adding, count });
  useEffect(() => {
    const isLess = (before.current.adding && !adding) || count < before.current.count;
    before.current = { adding, count };
    // The page's main part may keep it meanwhile (app/shell/use-focus-kept.ts).
    if (isLess && document.activeElement?.matches('body, main') === true) add.current?.focus();
  }, [adding, count]);
  return add;
}

function ExporterRow({ exporter: { id, name, url } }: { readonly exporter: Exporter }) {
  const { t } = useTranslation('overview');
  const { exporters } = useClient();
  const { outcome, run } = useWork();
  const shown = name === '' ? url : name;
  return (
    <>
      <span className={styles.name}>{shown}</span>
      {name === '' ? null : <span className={styles.url}>{url}</span>}
      <Button
        size="small"
        aria-label={t('exporters.removeNamed', { name: shown })}
        onClick={() => void run(() => exporters.remove({ id }))}
      >
        {t('exporters.remove')}
      </Button>
      {outcome.kind === 'failed' ? <ErrorPanel error={outcome.error} /> : null}
    </>
  );
}

function ExporterForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('overview');
  const { exporters } = useClient();
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const { outcome, run } = useWork();
  const busy = outcome.kind === 'busy';
  const isEmpty = url.trim() === '';
  const save = async () => {
    if (await run(() => exporters.save({ exporter: { url, name } }))) onClose();
  };
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    if (!busy) void run(undefined);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !isEmpty) void save();
      }}
    >
      <TextField
        autoFocus
        label={t('exporters.url')}
        text={url}
        onChange={typed(setUrl)}
        placeholder={t('exporters.example')}
        maxLength={2048}
      />
      <TextField label={t('exporters.name')} text={name} onChange={typed(setName)} maxLength={200} />
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={isEmpty} busy={busy}>
          {t('exporters.save')}
        </Button>
        <Button disabled={isEmpty} busy={busy} onClick={() => void run(() => exporters.test({ url }))}>
          {t('exporters.test')}
        </Button>
        <Button onClick={onClose}>{t('exporters.cancel')}</Button>
      </div>
      <Outcome outcome={outcome} url={url} />
    </form>
  );
}

type WorkOutcome =
  | { readonly kind: 'none' | 'busy' }
  | { readonly kind: 'failed'; readonly error: AppErrorData }
  | { readonly kind: 'answered'; readonly test: ExporterTest | undefined };

/** One thing at a time; what it came to stands until the next. */
function useWork() {
  const [outcome, setOutcome] = useState<WorkOutcome>({ kind: 'none' });
  /** @param work undefined: nothing stands any more. @returns whether it was done */
  const run = async (work: (() => Promise<unknown>) | undefined): Promise<boolean> => {
    setOutcome({ kind: work === undefined ? 'none' : 'busy' });
    if (work === undefined) return false;
    try {
      const answer = await work();
      setOutcome({ kind: 'answered', test: isTest(answer) ? answer : undefined });
      return true;
    } catch (error) {
      if (isCancellation(error)) return false;
      if (!(error instanceof AppError)) throw error;
      setOutcome({ kind: 'failed', error: error.toData() });
      return false;
    }
  };
  return { outcome, run };
}

function isTest(answer: unknown): answer is ExporterTest {
  return typeof answer === 'object' && answer !== null && 'series' in answer;
}

function Outcome({ outcome, url }: { readonly outcome: WorkOutcome; readonly url: string }) {
  const { t } = useTranslation('overview');
  if (outcome.kind === 'failed') return <ErrorPanel error={outcome.error} />;
  return (
    <p role="status" className={styles.outcome}>
      {outcome.kind === 'busy' ? t('exporters.asking', { url }) : null}
      {outcome.kind === 'answered' && outcome.test !== undefined
        ? t(outcome.test.isWhole ? 'exporters.answered' : 'exporters.answeredMore', {
            count: outcome.test.series,
            time: formatSpan(outcome.test.answerMs),
          })
        : null}
    </p>
  );
}
