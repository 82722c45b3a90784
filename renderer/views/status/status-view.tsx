/** Status: what a server says of itself, now and as a record kept it: runtime and build, flags, TSDB, Alertmanagers; and the Pushgateway beside it. */

import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import type { StatusAnswer, StatusPart } from '../../../shared/model/server-status.ts';
import { AsOf } from '../../components/as-of.tsx';
import list from '../../components/list-view.module.css';
import { ModeToolbar } from '../../components/mode-toolbar.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { StaleNote } from '../../components/stale-note.tsx';
import { everyMsOf, isToCome, useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useHeld } from '../../state/use-held.ts';
import { useTimeLookedAt } from '../../state/use-time-looked-at.ts';
import { AlertmanagersPart } from './alertmanagers-part.tsx';
import { FlagsPart } from './flags-part.tsx';
import { NoAnswer } from './no-answer.tsx';
import { OwnPart } from './own-part.tsx';
import type { PartProps } from './part-props.ts';
import { PushgatewayPart } from './pushgateway/pushgateway-part.tsx';
import { RuntimePart } from './runtime-part.tsx';
import type { Part, StatusState } from './status-state.ts';
import { OfPart, PartChoice } from './toolbar.tsx';
import { TsdbPart } from './tsdb-part.tsx';
import { toldOf, useStatus } from './use-status.ts';
import { type ChangeState, useStatusState } from './use-status-state.ts';

export interface StatusViewProps {
  readonly context: ContextId;
}

interface Known {
  /** What is asked for; the first is what it is about. */
  readonly kinds: readonly [StatusPart, ...StatusPart[]];
  readonly component: ComponentType<PartProps>;
}

const known: Readonly<Record<Exclude<Part, 'pushgateway'>, Known>> = {
  runtime: { kinds: ['runtimeinfo', 'buildinfo'], component: RuntimePart },
  // By the version it is known what the defaults are.
  flags: { kinds: ['flags', 'buildinfo'], component: FlagsPart },
  tsdb: { kinds: ['tsdb', 'blocks'], component: TsdbPart },
  alertmanagers: { kinds: ['alertmanagers'], component: AlertmanagersPart },
};

export function StatusView({ context }: StatusViewProps) {
  const { t } = useTranslation('status');
  const { id, record } = useAsked();
  const [state, change] = useStatusState(context);
  useTimeLookedAt(record, state.atMs, (atMs) => change({ atMs }));
  return (
    <div className={list.view}>
      <ModeToolbar label={t('toolbar.label')} choice={<PartChoice state={state} change={change} />}>
        {state.part === 'pushgateway' ? (
          <PushgatewayPart key={`${id} ${state.gateway ?? ''}`} state={state} change={change} />
        ) : (
          <PartView key={`${id} ${state.part}`} part={state.part} state={state} change={change} />
        )}
      </ModeToolbar>
    </div>
  );
}

interface PartViewProps {
  readonly part: keyof typeof known;
  readonly state: StatusState;
  readonly change: ChangeState;
}

function PartView({ part, state, change }: PartViewProps) {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const { id, live, record } = useAsked();
  const { kinds, component: Component } = known[part];
  const reading = useStatus({
    ...{ context: id, kinds, atMs: record === undefined ? undefined : state.atMs },
    // The newest is another one as the record goes on.
    version: record === undefined || state.atMs !== undefined ? 0 : record.lastMs,
    active: live,
    everyMs: everyMsOf(record, state.refreshMs),
  });
  const { answers, readAtMs, problem, refresh, cancel } = reading;
  useShortcut('r', t('keys.refresh'), refresh);
  useShortcut('.', t('keys.cancel'), cancel);
  const said = answers.get(kinds[0]);
  const answer: StatusAnswer | undefined =
    said?.outcome === 'notTold' && isToCome(record) ? { outcome: 'notKept', firstMs: undefined } : said;
  const isTold = answer?.outcome === 'told';
  const held = useHeld(kinds, isTold ? kinds.flatMap((kind) => toldOf(reading, kind) ?? []) : []);
  return (
    <>
      <OfPart state={state} change={change} reading={reading} onRefresh={live ? refresh : undefined} />
      <div className={list.notes}>
        {isTold && readAtMs !== undefined && (record === undefined || problem !== undefined) ? (
          <StaleNote {...{ problem, live, timeZone }} readAtMs={readAtMs} onRetry={refresh} alone />
        ) : null}
        {held === undefined ? null : (
          <AsOf {...held} timeZone={timeZone} atMs={state.atMs} onChange={(atMs) => change({ atMs })} />
        )}
      </div>
      {isTold ? (
        <Component state={state} change={change} reading={reading} isRecord={record !== undefined} />
      ) : answer?.outcome === 'notTold' ? (
        <OwnPart />
      ) : (
        <NoAnswer part={part} answer={answer} reading={reading} change={change} />
      )}
    </>
  );
}
