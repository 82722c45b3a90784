/** What is recorded of the open context: a verdict, its numbers, the rules with their coverage, the gaps, how much is kept, and the past. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { useLinkState } from '../../client/hooks.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { findContext } from '../../state/contexts-store.ts';
import { storedOf } from '../../state/records-store.ts';
import { useConnection, useContexts, useSettings } from '../../state/stores.tsx';
import { useRecorder } from '../../state/use-recorder.ts';
import { useRecording } from '../../state/use-recording.ts';
import type { Sources } from '../../state/use-sources.ts';
import { FactsStrip } from './facts-strip.tsx';
import { GapsPanel } from './gaps-panel.tsx';
import { KeepPanel } from './keep-panel.tsx';
import { PastPanel } from './past-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { SourceHead } from './source-head.tsx';
import styles from './source-mode.module.css';
import { type SourceState, sourceState } from './source-state.ts';
import { coverageNews, useCoverage } from './use-coverage.ts';
import { WholePanel } from './whole-panel.tsx';

export interface SourceModeProps {
  readonly context: ContextId;
  readonly sources: Sources;
}

const day = 86_400_000;
const lengths = { '1h': day / 24, '1d': day, '7d': 7 * day, '30d': 30 * day, '1y': 365 * day } as const;
type Length = keyof typeof lengths;
const lengthNames = Object.keys(lengths) as readonly Length[];

/** Until a person chooses another one: the shortest that shows all of the record. */
function lengthFor(firstMs: number | undefined, endMs: number): Length {
  if (firstMs === undefined) return '1h';
  return lengthNames.find((name) => lengths[name] >= endMs - firstMs) ?? '1y';
}

/** More than that are not told apart by thin rows, and each is a question of its own. */
const mostCoveredRules = 40;

export function SourceMode({ context, sources }: SourceModeProps) {
  const link = useLinkState();
  const { state: connection } = useConnection(context);
  const { report, problem } = useRecorder(context);
  const settings = useSettings();
  const summary = findContext(useContexts().snapshot, context);
  const stored = reportedOf(sources, context, report);
  const state = sourceState({
    isComputer: summary?.isComputer === true,
    recordsComputer: settings.computer.record,
    connection,
    report,
    problem: problem ?? (stored === undefined ? sources.problem : undefined),
    stored,
    storedKnown: sources.sources !== undefined,
  });
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<Length | undefined>();
  // Nothing is added to what came from a file: what comes after its end is no gap.
  const endMs = state.kind === 'record' && state.isImported ? stored?.lastMs : undefined;
  const length = chosen ?? lengthFor(stored?.firstMs, endMs ?? Date.now());
  const live = link.kind === 'open' && (connection.kind === 'connected' || connection.kind === 'degraded');
  const facts = useRecording(context, live && state.kind === 'scraped');
  const asked = stored?.record ?? report?.record ?? (state.kind === 'scraped' ? context : undefined);
  const rules = (report?.plan.rules ?? []).slice(0, mostCoveredRules).map(({ id }) => id);
  const isKept = stored !== undefined && stored.firstMs !== undefined;
  const { coverage, problem: uncovered } = useCoverage(
    isKept ? asked : undefined,
    rules,
    { lengthMs: lengths[length], endMs },
    coverageNews(report),
  );
  const name = summary?.name ?? stored?.name ?? context;
  const common = { context, name, state, stored };
  const lengthChoice = <LengthChoice value={length} onChange={setChosen} />;
  return (
    <div className={styles.body}>
      <SourceHead {...common} facts={facts} choosing={choosing} onChoose={() => setChoosing(true)} />
      {stored === undefined && !isGoing(state) ? null : <FactsStrip {...common} facts={facts} />}
      <div className={styles.columns} data-side={report !== undefined && !isQuestion(state)}>
        <div className={styles.column}>
          {report === undefined || (state.kind === 'question' && !choosing) ? null : (
            <RulesPanel
              {...common}
              report={report}
              coverage={coverage}
              asks={state.kind === 'question'}
              lengthChoice={isKept ? lengthChoice : null}
            />
          )}
          {report === undefined && isKept ? (
            <WholePanel coverage={coverage} problem={uncovered} lengthChoice={lengthChoice} />
          ) : null}
          {isKept ? (
            <GapsPanel
              coverage={coverage}
              problem={uncovered}
              rules={report?.plan.isOn === true ? report.plan.rules : []}
            />
          ) : null}
        </div>
        {report === undefined || isQuestion(state) ? null : (
          <div className={styles.side}>
            <PastPanel context={context} report={report} />
            <KeepPanel context={context} report={report} stored={stored} />
          </div>
        )}
      </div>
    </div>
  );
}

const isQuestion = ({ kind }: SourceState): boolean => kind === 'question';

const isGoing = ({ kind }: SourceState): boolean =>
  kind === 'recording' || kind === 'starting' || kind === 'failing' || kind === 'scraped';

function reportedOf(
  { sources }: Sources,
  context: ContextId,
  report: RecorderReport | undefined,
): StoredSource | undefined {
  if (report === undefined) return storedOf(sources ?? [], context);
  return sources?.find(({ source }) => source === report.source);
}

interface LengthChoiceProps {
  readonly value: Length;
  readonly onChange: (length: Length) => void;
}

function LengthChoice({ value, onChange }: LengthChoiceProps) {
  const { t } = useTranslation('history');
  return (
    <Segmented
      label={t('coverage.length')}
      options={lengthNames.map((name) => ({ value: name, label: t(`coverage.lengths.${name}`) }))}
      value={value}
      onChange={onChange}
    />
  );
}
