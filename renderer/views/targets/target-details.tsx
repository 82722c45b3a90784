/** An open target: its labels before and after relabelling, since when it is as it is, and what can be done with it. */
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDateTime, formatTime } from '../../../shared/format/time.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import type { Target, TargetDetail } from '../../../shared/model/target.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useSharedNow } from '../../components/shared-now.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { EndpointLink } from './endpoint-link.tsx';
import { LabelTable } from './label-table.tsx';
import styles from './target-details.module.css';
import { useAnswer } from './use-answer.ts';

export interface TargetDetailsActions {
  readonly context: ContextId;
  readonly onGraph: (target: Target) => void;
  readonly onSteps: (target: Target) => void;
  readonly onConfig: (pool: string) => void;
  readonly onBody: (target: Target) => void;
}

export interface TargetDetailsProps {
  readonly target: Target;
  readonly actions: TargetDetailsActions;
}

export function TargetDetails({ target, actions }: TargetDetailsProps) {
  const { t } = useTranslation('targets');
  const { context } = actions;
  const { key, health, labels } = target;
  const { result, error, again } = useAnswer(
    (client, options) => client.targets.detail({ context, key }, options),
    key,
    // Since when it is so changes with how it is.
    health,
  );
  return (
    <section className={styles.details} aria-label={t('target.details')}>
      <div>
        {result === undefined ? (
          <Pending error={error} onRetry={again} />
        ) : (
          <LabelTable
            title={t('target.found', { count: result.discovered.length / 2 })}
            labels={result.discovered}
            look="found"
          />
        )}
      </div>
      <div>
        <LabelTable title={t('target.kept', { count: labels.length / 2 })} labels={labels} look="kept" />
      </div>
      <div className={styles.side}>
        <p className={styles.since}>
          <Since target={target} detail={result} />
        </p>
        <Actions target={target} detail={result} actions={actions} />
      </div>
    </section>
  );
}

function Pending({ error, onRetry }: { readonly error: AppErrorData | undefined; readonly onRetry: () => void }) {
  const { t } = useTranslation('targets');
  const { t: app } = useTranslation();
  if (error === undefined) return <p className={styles.pending}>{t('target.asking')}</p>;
  return <ErrorPanel error={error} actions={<Button onClick={onRetry}>{app('action.tryAgain')}</Button>} />;
}

/** "Down since 10:57:12, for 35 min"; then how often it is scraped. */
function Since({ target, detail }: { readonly target: Target; readonly detail: TargetDetail | undefined }) {
  const { t } = useTranslation('targets');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  const { health, intervalMs, timeoutMs } = target;
  const since = detail?.since;
  const interval = intervalMs === undefined ? undefined : formatSpan(intervalMs);
  const ageMs = nowMs - (since?.timeMs ?? 0);
  const at = ageMs < dayMs ? formatTime(since?.timeMs ?? 0, timeZone) : formatDateTime(since?.timeMs ?? 0, timeZone);
  return (
    <>
      {since === undefined ? null : (
        <span>
          {t(since.beyond ? `target.atLeast.${health}` : `target.since.${health}`, {
            at,
            time: formatSpan(ageMs, { wholeSeconds: true }),
          })}
        </span>
      )}
      {interval === undefined ? null : (
        <span>
          {timeoutMs === undefined
            ? t('target.everyOnly', { interval })
            : t('target.every', { interval, timeout: formatSpan(timeoutMs) })}
        </span>
      )}
    </>
  );
}

const dayMs = 86_400_000;

interface ActionsProps extends TargetDetailsProps {
  readonly detail: TargetDetail | undefined;
}

function Actions({ target, detail, actions }: ActionsProps) {
  const { t } = useTranslation('targets');
  const scrape = useScrapeNow(actions.context, target.key);
  return (
    <div className={styles.actions}>
      {detail?.isOurs === true ? (
        <>
          <Button size="small" busy={scrape.running} onClick={scrape.run}>
            {scrape.running ? t('target.scraping') : t('target.scrape')}
          </Button>
          <ScrapeProblem problem={scrape.problem} />
          <Button size="small" onClick={() => actions.onBody(target)}>
            {t('target.body')}
          </Button>
        </>
      ) : null}
      <Button size="small" onClick={() => actions.onGraph(target)}>
        {t('target.graph')}
      </Button>
      <Button size="small" onClick={() => actions.onSteps(target)}>
        {t('target.steps')}
      </Button>
      <Button size="small" onClick={() => actions.onConfig(target.pool)}>
        {t('target.config')}
      </Button>
      <EndpointLink url={target.url} isOurs={detail?.isOurs === true} />
      <span className={styles.copies}>
        <CopyButton text={target.url} label={t('target.copyUrl')} look="quiet" />
        <CopyButton text={() => formatLabels(target.labels)} label={t('target.copyLabels')} look="quiet" />
      </span>
    </div>
  );
}

function ScrapeProblem({ problem }: { readonly problem: AppErrorData | undefined }) {
  const errorText = useErrorText();
  if (problem === undefined) return null;
  return (
    <p role="alert" className={styles.problem}>
      <StateGlyph kind="bad" />
      {errorText(problem).verdict}
    </p>
  );
}

function useScrapeNow(context: ContextId, key: string) {
  const client = useClient();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const run = useCallback(() => {
    setRunning(true);
    // What came of it is told by the next reading, which the backend makes at once.
    void failureOf(client.targets.scrapeNow({ context, key })).then((failed) => {
      setRunning(false);
      setProblem(failed);
    });
  }, [client, context, key]);
  return { running, problem, run };
}
