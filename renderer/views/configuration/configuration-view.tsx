/** Configuration: what a server runs with, as text and in its changes; live, and as a record kept it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import list from '../../components/list-view.module.css';
import { InToolbar, ModeToolbar } from '../../components/mode-toolbar.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { everyMsOf, useAsked } from '../../state/asked.tsx';
import { useTimeLookedAt } from '../../state/use-time-looked-at.ts';
import { type ChangeState, useViewState } from '../../state/use-view-state.ts';
import { ChangesMode } from './changes-mode.tsx';
import { type ConfigurationState, configurationAddress, modes } from './configuration-state.ts';
import { NoConfig } from './no-config.tsx';
import { Notes } from './notes.tsx';
import { useConfig } from './use-config.ts';
import { useDocument } from './use-document.ts';
import { YamlMode } from './yaml-mode.tsx';

export interface ConfigurationViewProps {
  readonly context: ContextId;
}

export function ConfigurationView({ context }: ConfigurationViewProps) {
  const { t } = useTranslation('configuration');
  const { id, record } = useAsked();
  const [state, change] = useViewState(context, configurationAddress);
  useTimeLookedAt(record, state.atMs, (atMs) => change({ atMs }));
  return (
    <div className={list.view}>
      <ModeToolbar
        label={t('toolbar.label')}
        choice={
          <Segmented
            label={t('toolbar.mode')}
            options={modes.map((value) => ({ value, label: t(`mode.${value}`) }))}
            value={state.mode}
            onChange={(mode) => change({ mode })}
          />
        }
      >
        <Configuration key={id} state={state} change={change} />
      </ModeToolbar>
    </div>
  );
}

/** It may have a megabyte. */
const whileWrittenMs = 15_000;

interface ConfigurationProps {
  readonly state: ConfigurationState;
  readonly change: ChangeState<ConfigurationState>;
}

function Configuration({ state, change }: ConfigurationProps) {
  const { t } = useTranslation('configuration');
  const { id, live, record } = useAsked();
  const isRecord = record !== undefined;
  const reading = useConfig({
    ...{ context: id, isRecord, active: live, atMs: isRecord ? state.atMs : undefined },
    everyMs: everyMsOf(record, state.refreshMs, whileWrittenMs),
  });
  const answer = reading.reading?.answer;
  const said = answer?.kind === 'text' ? answer : undefined;
  const { document, changedAtMs } = useDocument(said?.text);
  const [closedAtMs, setClosedAtMs] = useState<number | undefined>();
  useShortcut('r', t('keys.refresh'), reading.refresh);
  useShortcut('.', t('keys.cancel'), reading.cancel);
  const shown = said === undefined ? undefined : document;
  const changed = changedAtMs === closedAtMs ? undefined : changedAtMs;
  const notes = (
    <Notes
      {...{ reading, state, change, said, document: shown }}
      changedAtMs={changed}
      onClose={() => setClosedAtMs(changed)}
    />
  );
  return (
    <>
      {isRecord ? null : (
        <InToolbar at="end">
          <RefreshEvery
            {...{ everyMs: state.refreshMs, nextAtMs: reading.nextAtMs }}
            onRefresh={live ? reading.refresh : undefined}
            onChoose={(refreshMs) => change({ refreshMs })}
          />
        </InToolbar>
      )}
      {state.mode === 'changes' ? (
        <ChangesMode {...{ state, change }} now={isRecord ? undefined : shown} isOwn={said?.isOwn ?? false}>
          {notes}
        </ChangesMode>
      ) : shown !== undefined && shown.text !== '' ? (
        <YamlMode {...{ document: shown, state, change }}>{notes}</YamlMode>
      ) : (
        <div className={list.panel}>
          <NoConfig
            {...{ reading, change }}
            why={answer?.kind === 'none' ? answer.why : undefined}
            isRead={said !== undefined}
            isEmpty={shown?.text === ''}
          />
        </div>
      )}
    </>
  );
}
