/** This computer at a glance: since when it is recorded, four live graphs, a query to try, and what else stands beside them. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecordingFacts } from '../../../shared/model/recording.ts';
import { createCrosshair } from '../../charts/crosshair.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { useNow } from '../../components/use-now.ts';
import verdictStyles from '../../components/verdict.module.css';
import { requestExpression } from '../../state/explorer-requests.ts';
import { contextPath } from '../../state/routing.ts';
import { useConnection, useStores } from '../../state/stores.tsx';
import { useRecording } from '../../state/use-recording.ts';
import { ExportersPanel } from './exporters-panel.tsx';
import { OverviewGraph } from './overview-graph.tsx';
import { overviewGraphs, triedExpr } from './overview-queries.ts';
import styles from './overview-view.module.css';
import { Unrecorded } from './unrecorded.tsx';
import { type OverviewState, useOverview } from './use-overview.ts';

export interface OverviewViewProps {
  readonly context: ContextId;
  /** At the right: the user's clusters, and keys to know. */
  readonly side: ReactNode;
}

export function OverviewView({ context, side }: OverviewViewProps) {
  const { state } = useConnection(context);
  const live = state.kind === 'connected' || state.kind === 'degraded';
  const facts = useRecording(context, live);
  const overview = useOverview(context, live, facts);
  return (
    <div className={styles.view}>
      <div className={styles.column}>
        <Head context={context} facts={facts} />
        {live || overview.answer !== undefined ? <Graphs {...overview} /> : null}
        {live ? <TryQuery context={context} /> : null}
        <ExportersPanel isElsewhere={facts !== undefined && facts.sinceMs === undefined} />
      </div>
      <div className={styles.side}>{side}</div>
    </div>
  );
}

function Head({ context, facts }: { readonly context: ContextId; readonly facts: RecordingFacts | undefined }) {
  const { t } = useTranslation('overview');
  const { state } = useConnection(context);
  const nowMs = useNow(state.kind === 'connected');
  if (state.kind !== 'connected' && state.kind !== 'degraded') return <Unrecorded state={state} context={context} />;
  const { sinceMs, newestSampleMs } = facts ?? {};
  const begun = sinceMs !== undefined && newestSampleMs !== undefined;
  const time = formatSpan(Math.max(1000, nowMs - (sinceMs ?? nowMs)), { wholeSeconds: true });
  const isElsewhere = facts !== undefined && sinceMs === undefined;
  const verdict = isElsewhere ? t('verdictElsewhere') : begun ? t('verdict', { time }) : t('verdictStarting');
  return (
    <div className={verdictStyles.head}>
      <h2 className={verdictStyles.verdict}>{verdict}</h2>
      <p className={verdictStyles.reading}>{isElsewhere ? t('readingElsewhere') : t('reading')}</p>
    </div>
  );
}

function Graphs({ answer, failure }: OverviewState) {
  const { t } = useTranslation('overview');
  const [crosshair] = useState(createCrosshair);
  if (answer === undefined && failure === undefined) {
    return (
      <div className={styles.waiting}>
        <NeatlineProgress label={t('verdictStarting')} />
      </div>
    );
  }
  return (
    <div className={styles.graphs}>
      {failure === undefined ? null : (
        <div className={styles.failure}>
          <ErrorPanel error={failure} />
        </div>
      )}
      {answer === undefined
        ? null
        : overviewGraphs.map((graph, index) => (
            <OverviewGraph
              key={graph.title}
              graph={graph}
              columns={answer.graphs[index] ?? []}
              answer={answer}
              crosshair={crosshair}
            />
          ))}
    </div>
  );
}

function TryQuery({ context }: { readonly context: ContextId }) {
  const { t } = useTranslation('overview');
  const { explorerRequests } = useStores();
  const open = () => {
    requestExpression(explorerRequests, context, triedExpr);
    navigate(contextPath(context, 'explorer'));
  };
  return (
    <section className={styles.try} aria-label={t('tryLabel')}>
      <span className={styles.tryWord}>{t('try')}</span>
      <code className={styles.expr}>{triedExpr}</code>
      <Button onClick={open}>{t('open')}</Button>
    </section>
  );
}
