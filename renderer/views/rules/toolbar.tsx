/** What stands over the list: the search, which rules, in which order, what is open, and how often it is read again. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import list from '../../components/list-view.module.css';
import { ChoiceMenu } from '../../components/menu.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SegmentedSeveral } from '../../components/segmented-several.tsx';
import { useAction } from '../../components/shortcuts.ts';
import { useAsked } from '../../state/asked.tsx';
import { healthGlyphs } from './rule-row.tsx';
import {
  type ChangeState,
  type Health,
  healths,
  type KindChoice,
  kinds,
  longestText,
  type RulesState,
  sorts,
} from './rules-state.ts';
import type { ShownRules } from './shown-rules.ts';

export interface ToolbarProps {
  readonly shown: ShownRules | undefined;
  readonly state: RulesState;
  readonly change: ChangeState;
  /** Undefined while nothing is read again by itself. */
  readonly nextAtMs: number | undefined;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
}

export function Toolbar({ shown, state, change, nextAtMs, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('rules');
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <SearchField
        className={list.search}
        label={t('toolbar.find')}
        keyLabel={t('toolbar.findKey')}
        text={state.text}
        onChange={(text) => change({ text: text.slice(0, longestText) })}
      />
      <Filters {...{ shown, state, change }} />
      <div className={list.end}>
        <Order state={state} change={change} />
        <OpenAll state={state} change={change} />
        {isRecord ? null : (
          <RefreshEvery
            {...{ everyMs: state.refreshMs, nextAtMs, onRefresh }}
            onChoose={(refreshMs) => change({ refreshMs })}
          />
        )}
      </div>
    </div>
  );
}

function Filters({ shown, state, change }: Pick<ToolbarProps, 'shown' | 'state' | 'change'>) {
  const { t, i18n } = useTranslation('rules');
  // Before anything was read there is nothing to count.
  const withCount = (name: string, count: number | undefined) =>
    count === undefined ? name : `${name} ${formatCount(count, i18n.language)}`;
  return (
    <>
      <SegmentedSeveral<Health>
        label={t('toolbar.health')}
        all={withCount(t('choice.all'), shown?.healths.all)}
        options={healths.map((value) => ({
          value,
          label: withCount(t(`choice.${value}`), shown?.healths[value]),
          glyph: healthGlyphs[value],
        }))}
        chosen={state.health}
        onChange={(health) => change({ health })}
      />
      <ChoiceMenu<KindChoice>
        label={t('toolbar.kind', { kind: t(`kinds.${state.kind}`) })}
        button={t(`kinds.${state.kind}`)}
        choices={kinds.map((value) => ({ value, label: withCount(t(`kinds.${value}`), shown?.kinds[value]) }))}
        value={state.kind}
        onChange={(kind) => change({ kind })}
      />
    </>
  );
}

function Order({ state, change }: Pick<ToolbarProps, 'state' | 'change'>) {
  const { t } = useTranslation('rules');
  return (
    <>
      <ChoiceMenu
        look="quiet"
        label={t('toolbar.order', { order: t(`sort.${state.sort}`) })}
        button={t(`sort.${state.sort}`)}
        choices={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={state.sort}
        onChange={(sort) => change({ sort })}
      />
      <Segmented
        label={t('toolbar.by')}
        options={[
          { value: 'groups', label: t('by.groups') },
          { value: 'rules', label: t('by.rules') },
        ]}
        value={state.flat ? 'rules' : 'groups'}
        onChange={(by) => change({ flat: by === 'rules' })}
      />
    </>
  );
}

const nothing: ReadonlySet<string> = new Set();

function OpenAll({ state: { areOpen, flat }, change }: Pick<ToolbarProps, 'state' | 'change'>) {
  const { t } = useTranslation('rules');
  const turn = (open: boolean) => change({ areOpen: open, turned: nothing, ...(open ? {} : { rules: nothing }) });
  useAction(t('toolbar.openAll'), flat ? undefined : () => turn(true));
  useAction(t('toolbar.closeAll'), flat ? undefined : () => turn(false));
  return (
    <Button disabled={flat} onClick={() => turn(!areOpen)}>
      {t(areOpen ? 'toolbar.close' : 'toolbar.open')}
    </Button>
  );
}
