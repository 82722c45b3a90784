/** What stands over every part: which one, what narrows it, and how often it is read again. */

import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import list from '../../components/list-view.module.css';
import { RefreshButton } from '../../components/refresh-button.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useNow } from '../../components/use-now.ts';
import { useAsked } from '../../state/asked.tsx';
import { longestText, parts, refreshChoices, type StatusState } from './status-state.ts';
import styles from './status-view.module.css';
import { type StatusView, toldOf } from './use-status.ts';
import type { ChangeState } from './use-status-state.ts';

export interface ToolbarProps {
  readonly state: StatusState;
  readonly change: ChangeState;
  readonly reading: StatusView;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
}

export function Toolbar({ state, change, reading, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('status');
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <Segmented
        label={t('toolbar.part')}
        options={parts.map((value) => ({ value, label: t(`part.${value}`) }))}
        value={state.part}
        onChange={(part) => change({ part })}
      />
      {toldOf(reading, 'flags') === undefined ? null : <FlagFilters state={state} change={change} />}
      <div className={styles.end}>
        {isRecord ? null : <Refresh state={state} change={change} reading={reading} onRefresh={onRefresh} />}
      </div>
    </div>
  );
}

function FlagFilters({ state, change }: Pick<ToolbarProps, 'state' | 'change'>) {
  const { t } = useTranslation('status');
  return (
    <>
      <SearchField
        className={list.search}
        label={t('toolbar.find')}
        keyLabel={t('toolbar.findKey')}
        text={state.text}
        onChange={(text) => change({ text: text.slice(0, longestText) })}
      />
      <Segmented
        label={t('toolbar.which')}
        options={[
          { value: 'all', label: t('flags.all') },
          { value: 'changed', label: t('flags.onlyChanged') },
        ]}
        value={state.onlyChanged ? 'changed' : 'all'}
        onChange={(which) => change({ onlyChanged: which === 'changed' })}
      />
    </>
  );
}

function Refresh({ state, change, reading: { nextAtMs }, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('status');
  const nameOf = (ms: number) => (ms === 0 ? t('toolbar.off') : formatSpan(ms, { wholeSeconds: true }));
  const every = nameOf(state.refreshMs);
  const nowMs = useNow(nextAtMs !== undefined);
  // The second that it is now may have begun before the wait did.
  const leftMs =
    nextAtMs === undefined ? undefined : Math.min(state.refreshMs, Math.ceil((nextAtMs - nowMs) / 1000) * 1000);
  const left = leftMs === undefined ? undefined : nameOf(Math.max(1000, leftMs));
  const refreshes =
    left === undefined ? t('toolbar.refreshEvery', { time: every }) : t('toolbar.refreshIn', { time: every, left });
  return (
    <RefreshButton
      text={t('toolbar.refresh')}
      onRefresh={onRefresh}
      label={state.refreshMs === 0 ? t('toolbar.refreshOff') : refreshes}
      shown={left ?? every}
      choices={[...new Set([...refreshChoices, state.refreshMs])].sort((a, b) => a - b)}
      chosen={state.refreshMs}
      nameOf={nameOf}
      onChoose={(refreshMs) => change({ refreshMs })}
    />
  );
}
