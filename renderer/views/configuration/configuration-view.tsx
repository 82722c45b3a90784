/** Configuration: what a server runs with, as text and in its changes; live, and as a record kept it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import list from '../../components/list-view.module.css';
import { useShortcut } from '../../components/shortcuts.ts';
import { everyMsOf, useAsked } from '../../state/asked.tsx';
import { useTimeLookedAt } from '../../state/use-time-looked-at.ts';
import { type ChangeState, useViewState } from '../../state/use-view-state.ts';
import { ChangesMode } from './changes-mode.tsx';
import { type ConfigurationState, configurationAddress } from './configuration-state.ts';
import { NoConfig } from './no-config.tsx';
import { Notes } from './notes.tsx';
import { Toolbar, type ToolbarProps } from './toolbar.tsx';
import { useConfig } from './use-config.ts';
import { useDocument } from './use-document.ts';
import { YamlMode } from './yaml-mode.tsx';

export interface ConfigurationViewProps {
  readonly context: ContextId;
}

export function ConfigurationView({ context }: ConfigurationViewProps) {
  const { id, record } = useAsked();
  const [state, change] = useViewState(context, configurationAddress);
  useTimeLookedAt(record, state.atMs, (atMs) => change({ atMs }));
  return (
    <div className={list.view}>
      <Configuration key={id} state={state} change={change} />
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
  const toolbar: ToolbarProps = {
    mode: state.mode,
    onMode: (mode) => change({ mode }),
    refresh: isRecord
      ? undefined
      : {
          ...{ everyMs: state.refreshMs, nextAtMs: reading.nextAtMs, onRefresh: live ? reading.refresh : undefined },
          onChoose: (refreshMs) => change({ refreshMs }),
        },
  };
  const shown = said === undefined ? undefined : document;
  const changed = changedAtMs === closedAtMs ? undefined : changedAtMs;
  const notes = (
    <Notes
      {...{ reading, state, change, said, document: shown }}
      changedAtMs={changed}
      onClose={() => setClosedAtMs(changed)}
    />
  );
  if (state.mode === 'changes')
    return (
      <ChangesMode {...{ toolbar, state, change }} now={isRecord ? undefined : shown} isOwn={said?.isOwn ?? false}>
        {notes}
      </ChangesMode>
    );
  if (shown !== undefined && shown.text !== '')
    return <YamlMode {...{ document: shown, toolbar, state, change }}>{notes}</YamlMode>;
  return (
    <>
      <Toolbar {...toolbar} />
      <div className={list.panel}>
        <NoConfig
          {...{ reading, change }}
          why={answer?.kind === 'none' ? answer.why : undefined}
          isRead={said !== undefined}
          isEmpty={shown?.text === ''}
        />
      </div>
    </>
  );
}
