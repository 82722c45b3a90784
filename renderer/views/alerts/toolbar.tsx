/** What stands over the list: the search, which states, by what alerts stand together, and how often it is read again. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import type { RuleState } from '../../../shared/model/rule.ts';
import { Button } from '../../components/button.tsx';
import list from '../../components/list-view.module.css';
import { ChoiceMenu } from '../../components/menu.tsx';
import { InToolbar } from '../../components/mode-toolbar.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { SegmentedSeveral } from '../../components/segmented-several.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useMutes } from '../../state/use-mutes.ts';
import type { AlertsModel } from './alerts-model.ts';
import { type AlertsState, type ChangeState, longestText, ruleStates } from './alerts-state.ts';
import styles from './alerts-view.module.css';
import type { ShownAlerts } from './shown-alerts.ts';
import { stateGlyphs } from './state-words.ts';

export interface ToolbarProps {
  readonly model: AlertsModel | undefined;
  readonly shown: ShownAlerts | undefined;
  readonly state: AlertsState;
  readonly change: ChangeState;
  /** Undefined while nothing is read again by itself. */
  readonly nextAtMs: number | undefined;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
}

export function Toolbar({ model, shown, state, change, nextAtMs, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('alerts');
  // What was recorded does not change by itself.
  const isRecord = useAsked().record !== undefined;
  return (
    <>
      <InToolbar at="middle">
        <SearchField
          className={list.search}
          label={t('toolbar.find')}
          keyLabel={t('toolbar.findKey')}
          text={state.text}
          onChange={(text) => change({ text: text.slice(0, longestText) })}
        />
        <States {...{ shown, state, change }} />
      </InToolbar>
      <InToolbar at="end">
        <Button
          className={styles.turn}
          look="quiet"
          aria-pressed={state.notes}
          disabled={model === undefined}
          onClick={() => change({ notes: !state.notes })}
        >
          {t('toolbar.notes')}
        </Button>
        <Grouping {...{ model, state, change }} />
        {isRecord ? null : <ContextMute />}
        {isRecord ? null : (
          <RefreshEvery
            {...{ everyMs: state.refreshMs, nextAtMs, onRefresh }}
            onChoose={(refreshMs) => change({ refreshMs })}
          />
        )}
      </InToolbar>
    </>
  );
}

/** Whether notices are shown of this context. */
function ContextMute() {
  const { t } = useTranslation('alerts');
  const { areOn, isContextMuted, muteContext } = useMutes(useAsked().context);
  if (!areOn) return null;
  return (
    <Button
      className={styles.turn}
      look="quiet"
      aria-pressed={isContextMuted}
      onClick={() => muteContext(!isContextMuted)}
    >
      {t(isContextMuted ? 'mute.contextMuted' : 'mute.context')}
    </Button>
  );
}

function States({ shown, state, change }: Pick<ToolbarProps, 'shown' | 'state' | 'change'>) {
  const { t, i18n } = useTranslation('alerts');
  const counts = shown?.counts;
  const all = counts === undefined ? 0 : ruleStates.reduce((sum, one) => sum + counts[one], 0);
  const nameOf = (value: 'all' | RuleState) => {
    const name = t(`choice.${value}`);
    // Before anything was read there is nothing to count.
    return counts === undefined ? name : `${name} ${formatCount(value === 'all' ? all : counts[value], i18n.language)}`;
  };
  // An alert is one of two; a rule that is not known is seldom there.
  const isOffered = (value: RuleState) => {
    if (state.states.includes(value)) return true;
    if (value === 'unknown') return (counts?.unknown ?? 0) > 0;
    return value !== 'inactive' || state.by === undefined;
  };
  return (
    <SegmentedSeveral<RuleState>
      label={t('toolbar.state')}
      all={nameOf('all')}
      options={ruleStates.filter(isOffered).map((value) => ({
        value,
        label: nameOf(value),
        glyph: stateGlyphs[value],
      }))}
      chosen={state.states}
      onChange={(states) => change({ states })}
    />
  );
}

/** A menu of more is read by nobody. */
const mostLabels = 30;
const rule = '';
/** What is not a name of a label in the menu. */
const prefix = '=';

function Grouping({ model, state, change }: Pick<ToolbarProps, 'model' | 'state' | 'change'>) {
  const { t } = useTranslation('alerts');
  const names = (model?.labelNames ?? []).slice(0, mostLabels);
  const offered = state.by === undefined || names.includes(state.by) ? names : [state.by, ...names];
  const nameOf = (value: string) => shortened(plainText(value), 40);
  const chosen = state.by === undefined ? t('group.rule') : nameOf(state.by);
  return (
    <ChoiceMenu
      look="quiet"
      label={t('group.label', { by: chosen })}
      button={t('group.button', { by: chosen })}
      choices={[
        { value: rule, label: t('group.rule') },
        ...offered.map((value) => ({ value: prefix + value, label: nameOf(value) })),
      ]}
      value={state.by === undefined ? rule : prefix + state.by}
      onChange={(value) => {
        const by = value === rule ? undefined : value.slice(prefix.length);
        // The others are no states of an alert.
        const states = state.states.filter((one) => one === 'firing' || one === 'pending');
        change(by === undefined ? { by } : { by, states });
      }}
    />
  );
}
