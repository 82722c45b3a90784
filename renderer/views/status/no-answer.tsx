/** Where a part has nothing to show: it is being asked for, cannot be, failed, is not served, or was not kept. Each says why, and what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import type { StatusAnswer } from '../../../shared/model/server-status.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useExplore } from '../../state/use-explore.ts';
import styles from './no-answer.module.css';
import type { Part } from './status-state.ts';
import type { StatusReading } from './use-status.ts';
import type { ChangeState } from './use-status-state.ts';

export interface NoAnswerProps {
  readonly part: Part;
  readonly answer: Exclude<StatusAnswer, { outcome: 'told' | 'notTold' }> | undefined;
  readonly reading: StatusReading;
  readonly change: ChangeState;
}

export function NoAnswer(props: NoAnswerProps) {
  const content = <Content {...props} />;
  return <div className={styles.panel}>{content}</div>;
}

function Content({ part, answer, reading, change }: NoAnswerProps): ReactNode {
  const { t } = useTranslation('status');
  const { t: app } = useTranslation();
  const { live, name } = useAsked();
  const { startedAtMs, problem, refresh, cancel } = reading;
  const what = t(`part.${part}`);
  if (answer?.outcome === 'notServed')
    return <Empty title={t('empty.notServed', { what })}>{t('empty.notServedWhy', { name: plainText(name) })}</Empty>;
  if (answer?.outcome === 'notKept') return <NotKept part={part} firstMs={answer.firstMs} change={change} />;
  if (!live) return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(name) })}</Empty>;
  if (startedAtMs !== undefined) return <Asking sinceMs={startedAtMs} what={what} onCancel={cancel} />;
  if (problem?.kind === 'cancelled') {
    const again = (
      <Button look="primary" onClick={refresh}>
        {app('stale.retry')}
      </Button>
    );
    return <Empty title={t('empty.cancelled', { what })} actions={again} />;
  }
  if (problem === undefined) return null;
  return <ErrorPanel error={problem.error} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
}

interface NotKeptProps extends Pick<NoAnswerProps, 'part' | 'change'> {
  readonly firstMs: number | undefined;
}

function NotKept({ part, firstMs, change }: NotKeptProps) {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const { record } = useAsked();
  const what = t(`part.${part}`);
  if (firstMs !== undefined) {
    const time = formatDateTime(Math.floor(firstMs / 1000) * 1000, timeZone);
    const first = <Button onClick={() => change({ atMs: Math.ceil(firstMs) })}>{t('empty.toFirst')}</Button>;
    return (
      <Empty title={t('empty.notYet', { what })} actions={first}>
        {t('empty.notYetWhy', { time })}
      </Empty>
    );
  }
  if (part === 'tsdb') return <TsdbNotKept />;
  return (
    <Empty title={t('empty.notKept', { what })}>{t(record?.isWritten ? 'empty.notKeptYet' : 'empty.notKeptWhy')}</Empty>
  );
}

/** What Prometheus's own metrics say of it, where they were recorded. */
const headExpr = 'prometheus_tsdb_head_series';

function TsdbNotKept() {
  const { t } = useTranslation('status');
  const explore = useExplore();
  return (
    <Empty title={t('empty.tsdb')} actions={<Button onClick={() => explore(headExpr)}>{t('empty.graphHead')}</Button>}>
      {t('empty.tsdbWhy')}
    </Empty>
  );
}

interface AskingProps {
  readonly sinceMs: number;
  readonly what: string;
  readonly onCancel: () => void;
}

function Asking({ sinceMs, what, onCancel }: AskingProps) {
  const { t } = useTranslation('status');
  const { name, record } = useAsked();
  const asks = record === undefined ? 'loading.asking' : 'loading.record';
  return (
    <Waiting
      sinceMs={sinceMs}
      label={t('loading.label')}
      text={(time) => t(asks, { name: plainText(name), what, time })}
    >
      <Button size="small" onClick={onCancel}>
        {t('loading.cancel')}
      </Button>
    </Waiting>
  );
}
