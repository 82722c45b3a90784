/** What Binnacle would scrape in the cluster by itself, and what that comes to, before somebody says yes. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import type { EstimatedJob, ScrapeEstimate } from '../../../shared/model/scrape-estimate.ts';
import { useStream } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { type ErrorText, useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { plainText } from './plain-text.ts';
import styles from './scrape-dialog.module.css';
import table from './table.module.css';
import type { Discovery } from './use-discovery.ts';
import { useElapsedSeconds } from './use-elapsed-seconds.ts';

export interface ScrapeDialogProps {
  readonly context: ContextSummary;
  readonly discovery: Discovery;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function ScrapeDialog(props: ScrapeDialogProps) {
  const { t } = useTranslation('discovery');
  const { context, open, onClose } = props;
  return (
    <Dialog title={t('scrape.dialog', { name: plainText(context.name) })} open={open} onClose={onClose} wide>
      {open ? <Estimate {...props} /> : null}
    </Dialog>
  );
}

function Estimate({ context, discovery, onClose }: ScrapeDialogProps) {
  const { t } = useTranslation('discovery');
  const errorText = useErrorText();
  const { latest, error } = useStream(
    (client, options) => client.discovery.estimateScrape({ context: context.id }, options),
    [context.id],
  );
  const [sent, setSent] = useState(false);
  const failed = error?.toData() ?? (sent && !discovery.choosing ? discovery.problem : undefined);
  const start = async () => {
    setSent(true);
    if (await discovery.choose({ kind: 'scrape' })) onClose();
  };
  const isPossible = latest?.jobs.some(({ targets }) => targets > 0) === true;
  return (
    <div className={styles.body}>
      <p className={styles.note}>{t('scrape.note')}</p>
      {failed !== undefined || latest?.done === true ? null : <Looking />}
      {latest === undefined ? null : <Found estimate={latest} />}
      {failed === undefined ? null : (
        <p className={styles.error} role="alert">
          {plainText(errorText(failed).verdict)}
        </p>
      )}
      <p className={styles.note}>{t('scrape.while')}</p>
      <div className={styles.actions}>
        <Button look="primary" disabled={!isPossible} busy={discovery.choosing} onClick={() => void start()}>
          {t('scrape.ok')}
        </Button>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
      </div>
    </div>
  );
}

function Looking() {
  const { t } = useTranslation('discovery');
  const [startedMs] = useState(() => Date.now());
  const time = useElapsedSeconds(startedMs);
  return (
    <div className={styles.looking}>
      <NeatlineProgress label={t('scrape.looking', { time })} />
      <p className={styles.note}>{t('scrape.looking', { time })}</p>
    </div>
  );
}

function Found({ estimate }: { readonly estimate: ScrapeEstimate }) {
  const { t, i18n } = useTranslation('discovery');
  const errorText = useErrorText();
  const { jobs, series, bytesADay, problems, done } = estimate;
  const listed = jobs.filter(({ targets: count }) => count > 0);
  // What could not be looked at would be down: it is in the table, with why, and no part of the sum.
  const good = listed.filter(({ problem }) => problem === undefined);
  const targets = good.reduce((sum, job) => sum + job.targets, 0);
  const count = (value: number) => formatCount(value, i18n.language);
  const facts = {
    jobs: count(good.length),
    series: count(series),
    size: formatBytes(bytesADay, { locale: i18n.language }),
  };
  return (
    <>
      {targets > 0 ? <p className={styles.verdict}>{t('scrape.verdict', { count: targets, ...facts })}</p> : null}
      {targets === 0 && done ? <p className={styles.verdict}>{t('scrape.none')}</p> : null}
      {listed.length === 0 ? null : <Jobs jobs={listed} />}
      {problems.length === 0 ? null : (
        <section>
          <h3 className={styles.title}>{t('scrape.leftOut')}</h3>
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <li key={JSON.stringify(problem)}>{plainText(errorText(problem).verdict)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Jobs({ jobs }: { readonly jobs: readonly EstimatedJob[] }) {
  const { t, i18n } = useTranslation('discovery');
  const errorText = useErrorText();
  return (
    <div className={table.scroller}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('scrape.job')}</th>
            <th scope="col" data-numeric="true">
              {t('scrape.targets')}
            </th>
            <th scope="col" data-numeric="true">
              {t('scrape.every')}
            </th>
            <th scope="col" data-numeric="true">
              {t('scrape.series')}
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map(({ name, targets, everyMs, series, problem }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {problem === undefined ? null : (
                  <span className={styles.problem}>{plainText(rowText(problem, errorText))}</span>
                )}
              </th>
              <td data-numeric="true">{formatCount(targets, i18n.language)}</td>
              <td data-numeric="true">{formatSpan(everyMs)}</td>
              <td data-numeric="true">
                {series === undefined ? t('scrape.unknown') : formatCount(series, i18n.language)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The sentences of what discovery knows are about a Prometheus: in a row of exporters the few words say it. */
function rowText(problem: AppErrorData, errorText: (error: AppErrorData) => ErrorText): string {
  const { short, verdict } = errorText(problem);
  return problem.code === 'scrape.lookFailed' ? verdict : short;
}
