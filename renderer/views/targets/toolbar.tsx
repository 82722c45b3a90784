/** What both modes of the view have above their lists: the mode, the search, and how often all is read again. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import list from '../../components/list-view.module.css';
import { RefreshButton } from '../../components/refresh-button.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useNow } from '../../components/use-now.ts';
import { useAsked } from '../../state/asked.tsx';
import { refreshChoices, type TargetsState, withSearch } from './targets-state.ts';
import styles from './toolbar.module.css';
import type { ChangeState } from './use-targets-state.ts';

export interface ToolbarProps {
  readonly state: TargetsState;
  readonly change: ChangeState;
  /** Undefined while nothing is read again by itself. */
  readonly nextAtMs: number | undefined;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
  /** What narrows the list, after the search. */
  readonly filters: ReactNode;
  /** Before the refresh. */
  readonly actions?: ReactNode;
}

export function Toolbar({ state, change, nextAtMs, onRefresh, filters, actions }: ToolbarProps) {
  const { t } = useTranslation('targets');
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  const modes = (['scraped', 'discovered'] as const).map((value) => ({ value, label: t(`mode.${value}`) }));
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <Segmented
        label={t('mode.label')}
        options={modes}
        value={state.mode}
        onChange={(mode) => change((before) => ({ ...before, mode }))}
      />
      <SearchField
        className={list.search}
        label={state.mode === 'scraped' ? t('toolbar.find') : t('toolbar.findFound')}
        keyLabel={t('toolbar.findKey')}
        text={state.text}
        onChange={(text) => change((before) => withSearch(before, { text: text.slice(0, 500) }))}
      />
      {filters}
      <div className={styles.end}>
        {actions}
        {isRecord ? null : <Refresh state={state} change={change} nextAtMs={nextAtMs} onRefresh={onRefresh} />}
      </div>
    </div>
  );
}

function Refresh({
  state,
  change,
  nextAtMs,
  onRefresh,
}: Pick<ToolbarProps, 'state' | 'change' | 'nextAtMs' | 'onRefresh'>) {
  const { t } = useTranslation('targets');
  const nameOf = (ms: number) => (ms === 0 ? t('toolbar.off') : formatSpan(ms, { wholeSeconds: true }));
  const every = nameOf(state.refreshMs);
  const nowMs = useNow(nextAtMs !== undefined);
  const left = nextAtMs === undefined ? undefined : nameOf(Math.max(1000, Math.ceil((nextAtMs - nowMs) / 1000) * 1000));
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
      onChoose={(refreshMs) => change((before) => ({ ...before, refreshMs }))}
    />
  );
}
