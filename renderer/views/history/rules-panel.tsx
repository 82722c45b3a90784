/**
 * What is recorded, rule by rule: on or off, its selectors, what was recorded of it, how many series it has. Changes are gathered, counted and
 * then applied as one.
 */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport, RecordingRule, RuleEstimate } from '../../../shared/model/recorder.ts';
import { TimeAxis } from '../../charts/time-axis.tsx';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import {
  applyDraft,
  changeDraft,
  changedRules,
  currentDraft,
  isChanged,
  noChanges,
  type RuleChanges,
  type ShownRule,
  shownRules,
  takenBack,
  withoutRule,
  withRule,
} from '../../state/rules-draft.ts';
import { useSettings, useStores } from '../../state/stores.tsx';
import { useEstimate } from '../../state/use-estimate.ts';
import { ChangeBar } from './change-bar.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleRow } from './rule-row.tsx';
import styles from './rules-panel.module.css';
import type { Coverage } from './use-coverage.ts';

export interface RulesPanelProps {
  readonly context: ContextId;
  readonly report: RecorderReport;
  readonly coverage: Coverage | undefined;
  /** Nobody said yes yet: to apply the rules is to say it. */
  readonly asks: boolean;
  /** Null where nothing is recorded yet. */
  readonly lengthChoice: ReactNode;
}

export function RulesPanel({ context, report, coverage, asks, lengthChoice }: RulesPanelProps) {
  const { t, i18n } = useTranslation('history');
  const client = useClient();
  const { rules } = report.plan;
  const { changes, change, isApplied, applied } = useChanges(report);
  const [edited, setEdited] = useState<RecordingRule | undefined>();
  const changed = isChanged(rules, changes);
  const shown = shownRules(rules, changes);
  const next = changedRules(rules, changes);
  // Of the rules that are off, too: a person wants to know before switching one on. Where something is changed, an old count is made anew for
  // all who tell of it: both numbers of a difference are of one time.
  const maxAge = changed ? { maxAgeMs: 60_000 } : {};
  const now = useEstimate(context, rules, maxAge);
  const then = useEstimate(context, changed ? next : undefined, { ...maxAge, isTyped: true });
  const counts = new Map([...(now.estimate?.rules ?? []), ...(then.estimate?.rules ?? [])].map((one) => [one.id, one]));
  const apply = async () => {
    const problem = await failureOf(
      client.recorder.change({ context, rules: [...next], ...(asks ? { isOn: true } : {}) }),
    );
    if (problem === undefined && changed) applied();
    return problem;
  };
  const hasCoverage = lengthChoice !== null;
  const add = () => setEdited({ id: `rule-${crypto.randomUUID()}`, name: '', selectors: [''], isOn: true });
  return (
    <Panel
      title={t(asks ? 'rules.would' : 'rules.title')}
      note={t('rules.note', { count: rules.length, n: formatCount(rules.length, i18n.language) })}
      aside={lengthChoice}
    >
      <Table
        shown={shown}
        report={report}
        counts={counts}
        coverage={coverage}
        hasCoverage={hasCoverage}
        onChange={(rule) => change((before) => withRule(rules, before, rule))}
        onEdit={setEdited}
        onRemove={(id) => change((before) => withoutRule(before, id))}
        onUndo={(id) => change((before) => takenBack(before, id))}
      />
      {rules.length === 0 && !changed ? <p className={styles.none}>{t('rules.none')}</p> : null}
      {changed || asks ? (
        <ChangeBar
          now={asks ? undefined : now}
          then={changed ? then : now}
          changed={changed}
          asks={asks}
          isApplied={isApplied}
          onApply={apply}
          onDiscard={() => change(() => noChanges)}
        />
      ) : null}
      <Foot context={context} onAdd={add} onRestored={() => change(() => noChanges)} />
      <RuleDialog
        context={context}
        rule={edited}
        others={next.filter(({ id }) => id !== edited?.id)}
        isNew={edited !== undefined && !shown.some(({ rule }) => rule.id === edited.id)}
        onSave={(rule) => {
          change((before) => withRule(rules, before, rule));
          setEdited(undefined);
        }}
        onClose={() => setEdited(undefined)}
      />
    </Panel>
  );
}

/** Kept for whoever looks at something else, and comes back. */
function useChanges({ source, plan: { rules } }: RecorderReport) {
  const { ruleDrafts } = useStores();
  const kept = useStore(ruleDrafts, (drafts) => drafts.get(source));
  const { changes, over } = currentDraft(kept, rules);
  const change = (by: (before: RuleChanges) => RuleChanges) => changeDraft(ruleDrafts, source, rules, by);
  return { changes, change, isApplied: over !== undefined, applied: () => applyDraft(ruleDrafts, source, rules) };
}

interface TableProps {
  readonly shown: readonly ShownRule[];
  readonly report: RecorderReport;
  readonly counts: ReadonlyMap<string, RuleEstimate>;
  readonly coverage: Coverage | undefined;
  readonly hasCoverage: boolean;
  readonly onChange: (rule: RecordingRule) => void;
  readonly onEdit: (rule: RecordingRule) => void;
  readonly onRemove: (id: string) => void;
  readonly onUndo: (id: string) => void;
}

function Table({ shown, report, counts, coverage, hasCoverage, ...on }: TableProps) {
  const { t } = useTranslation('history');
  const { timeZone } = useSettings();
  const states = new Map(report.rules.map((state) => [state.id, state]));
  return (
    <div className={styles.scroller}>
      <table className={styles.table} data-coverage={hasCoverage}>
        <thead>
          <tr>
            <th scope="col">{t('rules.on')}</th>
            <th scope="col">{t('rules.name')}</th>
            {hasCoverage ? <th scope="col">{t('rules.coverage')}</th> : null}
            <th scope="col" data-numeric="true">
              {t('rules.series')}
            </th>
            <th scope="col">
              <span className="spoken">{t('rules.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <RuleRow
              key={one.rule.id}
              shown={one}
              counted={counts.get(one.rule.id)}
              state={states.get(one.rule.id)}
              coverage={hasCoverage ? coverage : undefined}
              hasCoverage={hasCoverage}
              onToggle={() => on.onChange({ ...one.rule, isOn: !one.rule.isOn })}
              onEdit={() => on.onEdit(one.rule)}
              onRemove={() => on.onRemove(one.rule.id)}
              onUndo={() => on.onUndo(one.rule.id)}
            />
          ))}
        </tbody>
        {hasCoverage && coverage !== undefined ? (
          <tfoot>
            <tr>
              <td colSpan={2} />
              <td>
                <TimeAxis {...coverage.window} timeZone={timeZone} />
              </td>
              <td colSpan={2} />
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

interface FootProps {
  readonly context: ContextId;
  readonly onAdd: () => void;
  readonly onRestored: () => void;
}

/** To restore is done at once, so it is asked about in its place. */
function Foot({ context, onAdd, onRestored }: FootProps) {
  const { t } = useTranslation('history');
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const restore = async () => {
    setAsking(false);
    if ((await failureOf(client.recorder.restoreRules({ context }))) === undefined) onRestored();
  };
  return (
    <div className={styles.foot}>
      <Button size="small" onClick={onAdd}>
        {t('rules.add')}
      </Button>
      {asking ? (
        <>
          <span className={styles.question}>{t('rules.restoreQuestion')}</span>
          <Button size="small" onClick={() => void restore()}>
            {t('rules.restoreYes')}
          </Button>
          <Button size="small" look="quiet" onClick={() => setAsking(false)}>
            {t('rules.restoreNo')}
          </Button>
        </>
      ) : (
        <Button size="small" look="quiet" onClick={() => setAsking(true)}>
          {t('rules.restore')}
        </Button>
      )}
    </div>
  );
}
