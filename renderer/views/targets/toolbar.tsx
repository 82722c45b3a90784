/** What stands over both modes: which one; and what each puts there: the search, what narrows its list, and how often it is read again. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import list from '../../components/list-view.module.css';
import { InToolbar } from '../../components/mode-toolbar.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useAsked } from '../../state/asked.tsx';
import { type TargetsState, withSearch } from './targets-state.ts';
import type { ChangeState } from './use-targets-state.ts';

export interface OfModeProps {
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

export function ModeChoice({ state, change }: Pick<OfModeProps, 'state' | 'change'>) {
  const { t } = useTranslation('targets');
  return (
    <Segmented
      label={t('mode.label')}
      options={(['scraped', 'discovered'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
      value={state.mode}
      onChange={(mode) => change((before) => ({ ...before, mode }))}
    />
  );
}

export function OfMode({ state, change, nextAtMs, onRefresh, filters, actions }: OfModeProps) {
  const { t } = useTranslation('targets');
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  return (
    <>
      <InToolbar at="middle">
        <SearchField
          className={list.search}
          label={state.mode === 'scraped' ? t('toolbar.find') : t('toolbar.findFound')}
          keyLabel={t('toolbar.findKey')}
          text={state.text}
          onChange={(text) => change((before) => withSearch(before, { text: text.slice(0, 500) }))}
        />
        {filters}
      </InToolbar>
      <InToolbar at="end">
        {actions}
        {isRecord ? null : (
          <RefreshEvery
            {...{ everyMs: state.refreshMs, nextAtMs, onRefresh }}
            onChoose={(refreshMs) => change((before) => ({ ...before, refreshMs }))}
          />
        )}
      </InToolbar>
    </>
  );
}
