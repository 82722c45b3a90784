/** Alertmanager: the alerts that it has, its silences, and itself. Silences are made, changed and ended here, after a person said so. Live alone. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import list from '../../components/list-view.module.css';
import { SharedNow } from '../../components/shared-now.tsx';
import { useKeyHints, useShortcut } from '../../components/shortcuts.ts';
import { StaleNote } from '../../components/stale-note.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useAsksBeside } from '../../state/use-asks-beside.ts';
import type { Part } from './alertmanager-state.ts';
import styles from './alertmanager-view.module.css';
import { AlertsPart } from './alerts-part.tsx';
import { DoneNote } from './done-note.tsx';
import { ExpireDialog } from './form/expire-dialog.tsx';
import { emptyForm } from './form/form-model.ts';
import { SilenceDialog } from './form/silence-dialog.tsx';
import { NoAnswer, NotRecorded } from './no-answer.tsx';
import type { Done, SilenceActions, SilenceTask } from './silence-task.ts';
import { SilencesPart } from './silences-part.tsx';
import { StatusPart } from './status-part.tsx';
import { Toolbar } from './toolbar.tsx';
import { type ChangeState, useAlertmanagerState } from './use-alertmanager-state.ts';
import { type Readings, useReading } from './use-reading.ts';
import { UsedLine } from './used-line.tsx';

export interface AlertmanagerViewProps {
  readonly context: ContextId;
}

export function AlertmanagerView({ context }: AlertmanagerViewProps) {
  const { record } = useAsked();
  const [state, change] = useAlertmanagerState(context);
  return (
    <div className={list.view}>
      {record === undefined ? (
        <SharedNow>
          <LiveView key={`${context} ${state.chosen ?? ''}`} context={context} state={state} change={change} />
        </SharedNow>
      ) : (
        <NotRecorded />
      )}
    </div>
  );
}

interface LiveViewProps extends AlertmanagerViewProps {
  readonly state: ReturnType<typeof useAlertmanagerState>[0];
  readonly change: ChangeState;
}

function LiveView({ context, state, change }: LiveViewProps) {
  const { t } = useTranslation('alertmanager');
  const live = useAsksBeside('alertmanager', state.chosen);
  const { timeZone } = useSettings();
  const readings = useReading({ context, chosen: state.chosen, active: live, everyMs: state.refreshMs });
  const { result: reading, problem, refresh, cancel } = readings;
  const [task, setTask] = useState<SilenceTask | undefined>();
  const [done, setDone] = useState<Done | undefined>();
  const { silenceCreator } = useSettings();
  useShortcut('r', t('keys.refresh'), refresh);
  useShortcut('.', t('keys.cancel'), cancel);
  const create = () => setTask({ kind: 'form', form: emptyForm(silenceCreator), before: undefined });
  useHints(state.part);
  useShortcut('n', t('keys.new'), () => (live && reading !== undefined ? create() : undefined));
  const onDone = (next: Done) => {
    setTask(undefined);
    setDone(next);
    refresh();
  };
  if (reading === undefined)
    return (
      <>
        <Toolbar {...{ state, change, readings }} onCreate={undefined} onRefresh={live ? refresh : undefined} />
        <NoAnswer {...{ readings, change, live }} chosen={state.chosen} />
      </>
    );
  return (
    <>
      <Toolbar
        {...{ state, change, readings }}
        onCreate={live ? create : undefined}
        onRefresh={live ? refresh : undefined}
      />
      <div className={styles.notes}>
        <StaleNote {...{ problem, live, timeZone }} readAtMs={reading.readAtMs} onRetry={refresh} alone />
        {done === undefined ? null : (
          <DoneNote
            done={done}
            silences={reading.silences}
            onTask={live ? setTask : undefined}
            onClose={() => setDone(undefined)}
          />
        )}
        <UsedLine
          reading={reading}
          chosen={state.chosen}
          onChoose={(chosen) => change({ chosen, open: undefined })}
          onPath={refresh}
        />
      </div>
      <PartView {...{ state, change, readings, live }} actions={{ onTask: live ? setTask : undefined }} />
      <Tasks {...{ context, task, reading, onDone }} onClose={() => setTask(undefined)} />
    </>
  );
}

function useHints(part: Part): void {
  const { t } = useTranslation('alertmanager');
  const hints = useMemo(() => {
    const open = { caps: ['Enter'], label: t('keys.open') };
    const own = {
      alerts: [{ caps: ['s'], label: t('keys.silence') }],
      silences: [
        { caps: ['e'], label: t('keys.edit') },
        { caps: ['x'], label: t('keys.expire') },
      ],
    };
    return part === 'status' ? [] : [{ place: t('keys.onRow'), keys: [open, ...own[part]] }];
  }, [part, t]);
  useKeyHints(hints);
}

interface PartViewProps extends Pick<LiveViewProps, 'state' | 'change'> {
  readonly readings: Readings;
  readonly actions: SilenceActions;
}

function PartView({ state, change, readings: { result: reading }, actions }: PartViewProps) {
  if (reading === undefined) return null;
  switch (state.part) {
    case 'alerts':
      return <AlertsPart {...{ reading, state, change, actions }} />;
    case 'silences':
      return <SilencesPart {...{ reading, state, change, actions }} />;
    case 'status':
      return <StatusPart reading={reading} />;
  }
}

interface TasksProps {
  readonly context: ContextId;
  readonly task: SilenceTask | undefined;
  readonly reading: NonNullable<Readings['result']>;
  readonly onClose: () => void;
  readonly onDone: (done: Done) => void;
}

function Tasks({ task, ...rest }: TasksProps) {
  if (task === undefined) return null;
  if (task.kind === 'expire') return <ExpireDialog silence={task.silence} {...rest} />;
  return <SilenceDialog first={task.form} before={task.before} {...rest} />;
}
