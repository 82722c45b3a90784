/** What narrows the groups of a Pushgateway: a search, what needs a look, from what age on a push is stale; and which Pushgateway. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { CompanionUse } from '../../../../shared/model/companion.ts';
import { formatLength } from '../../../components/formats.ts';
import list from '../../../components/list-view.module.css';
import { ChoiceMenu } from '../../../components/menu.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { longestText, type StatusState } from '../status-state.ts';
import type { ChangeState } from '../use-status-state.ts';

export interface PushFiltersProps {
  readonly state: StatusState;
  readonly change: ChangeState;
  readonly found: CompanionUse['found'];
}

const hourMs = 3_600_000;
const ages = [1, 6, 24, 72, 168].map((hours) => hours * hourMs);

export function PushFilters({ state, change, found }: PushFiltersProps) {
  const { t } = useTranslation('pushgateway');
  const age = t('filter.stale', { time: formatLength(state.staleMs) });
  const choices = [...new Set([...ages, state.staleMs])].sort((a, b) => a - b);
  return (
    <>
      <SearchField
        className={list.search}
        label={t('filter.find')}
        keyLabel={t('filter.findKey')}
        text={state.text}
        onChange={(text) => change({ text: text.slice(0, longestText) })}
      />
      <Segmented
        label={t('filter.which')}
        options={[
          { value: 'all', label: t('filter.all') },
          { value: 'bad', label: t('filter.bad') },
        ]}
        value={state.onlyBad ? 'bad' : 'all'}
        onChange={(which) => change({ onlyBad: which === 'bad' })}
      />
      <ChoiceMenu
        button={age}
        choices={choices.map((ms) => ({ value: String(ms), label: formatLength(ms) }))}
        value={String(state.staleMs)}
        onChange={(ms) => change({ staleMs: Number(ms) })}
      />
      {found.length > 1 || (state.gateway !== undefined && found.length > 0) ? (
        <ChoiceMenu
          label={t('filter.others', { count: found.length })}
          button={t('filter.found', { count: found.length })}
          choices={[
            { value: '', label: t('filter.likeliest') },
            ...found.map(({ id }) => ({ value: id, label: plainText(id) })),
          ]}
          value={state.gateway ?? ''}
          onChange={(id) => change({ gateway: id === '' ? undefined : id })}
        />
      ) : null}
    </>
  );
}
