/** Where a part has nothing to show: it is being asked for, cannot be, failed, is not served, or was not kept. Each says why, and what can be done. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { StatusAnswer } from '../../../shared/model/server-status.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Unread } from '../../components/unread.tsx';
import { NotKept } from '../../components/untold.tsx';
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

function Content({ part, answer, reading, change }: NoAnswerProps) {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const { live, name: contextName, record } = useAsked();
  const { startedAtMs, problem, refresh, cancel } = reading;
  const what = t(`part.${part}`);
  const name = plainText(contextName);
  if (answer?.outcome === 'notServed')
    return <Empty title={t('empty.notServed', { what })}>{t('empty.notServedWhy', { name })}</Empty>;
  if (answer?.outcome === 'notKept') {
    const { firstMs } = answer;
    if (part === 'tsdb' && firstMs === undefined) return <TsdbNotKept />;
    return (
      <NotKept
        {...{ firstMs, timeZone }}
        isToCome={record?.isWritten ?? false}
        say={(text, time = '') => t(`untold.${text}`, { what, time })}
        onFirst={(atMs) => change({ atMs })}
      />
    );
  }
  const asking = record === undefined ? 'loading.asking' : 'loading.record';
  return (
    <Unread
      {...{ live, problem, refresh, cancel }}
      running={startedAtMs === undefined ? undefined : { startedAtMs }}
      words={{
        away: t('empty.away'),
        awayWhy: t('empty.awayWhy', { name }),
        asking: t('loading.label'),
        askingFor: (time) => t(asking, { name, what, time }),
        cancelled: t('empty.cancelled', { what }),
      }}
    />
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
