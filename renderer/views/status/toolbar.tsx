/** What stands over every part: which one; and what each puts there: what narrows it, and how often it is read again. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import list from '../../components/list-view.module.css';
import { InToolbar } from '../../components/mode-toolbar.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useAsked } from '../../state/asked.tsx';
import { longestText, parts, type StatusState } from './status-state.ts';
import { type StatusReading, toldOf } from './use-status.ts';
import type { ChangeState } from './use-status-state.ts';

export interface OfPartProps {
  readonly state: StatusState;
  readonly change: ChangeState;
  readonly reading: Pick<StatusReading, 'answers' | 'nextAtMs'>;
  /** What narrows a part of its own. */
  readonly filters?: ReactNode;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
}

export function PartChoice({ state, change }: Pick<OfPartProps, 'state' | 'change'>) {
  const { t } = useTranslation('status');
  return (
    <Segmented
      label={t('toolbar.part')}
      options={parts.map((value) => ({ value, label: t(`part.${value}`) }))}
      value={state.part}
      // What flags are searched for says nothing about groups.
      onChange={(part) =>
        change({ part, ...((part === 'pushgateway') !== (state.part === 'pushgateway') && { text: '' }) })
      }
    />
  );
}

export function OfPart({ state, change, reading, filters, onRefresh }: OfPartProps) {
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  return (
    <>
      <InToolbar at="middle">
        {filters}
        {toldOf(reading, 'flags') === undefined ? null : <FlagFilters state={state} change={change} />}
      </InToolbar>
      {isRecord ? null : (
        <InToolbar at="end">
          <RefreshEvery
            {...{ everyMs: state.refreshMs, nextAtMs: reading.nextAtMs, onRefresh }}
            onChoose={(refreshMs) => change({ refreshMs })}
          />
        </InToolbar>
      )}
    </>
  );
}

function FlagFilters({ state, change }: Pick<OfPartProps, 'state' | 'change'>) {
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
