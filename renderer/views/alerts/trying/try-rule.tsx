/** Tries an alerting rule on the past: its expression and its durations are changed, and beside when it would have fired stands when it would have as it is. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration, parseDuration } from '../../../../shared/format/duration.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { AlertingRule } from '../../../../shared/model/rule.ts';
import { gapsOf } from '../../../charts/coverage-gaps.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { Waiting } from '../../../components/waiting.tsx';
import { PromqlEditor } from '../../../promql-editor/promql-editor.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { useCoverages } from '../../../state/use-coverage.ts';
import { Comparison } from './comparison.tsx';
import { ruleYaml } from './rule-yaml.ts';
import { evaluationsOf, type TriedRule } from './tried-rule.ts';
import styles from './try-rule.module.css';
import { type Tried, useTried } from './use-tried.ts';

export interface TryRuleProps {
  readonly context: ContextId;
  /** Undefined: the dialog is closed. */
  readonly rule: AlertingRule | undefined;
  /** How often the rule is evaluated. */
  readonly intervalMs: number | undefined;
  /** The end of the past: now, or when a record was seen last. */
  readonly endMs: number;
  /** It is asked of a record, which has gaps. */
  readonly isRecord: boolean;
  readonly onExplore: (expr: string) => void;
  readonly onClose: () => void;
}

export function TryRule({ rule, onClose, ...rest }: TryRuleProps) {
  const { t } = useTranslation('tryRule');
  return (
    <Dialog title={t('title')} open={rule !== undefined} onClose={onClose} wide>
      {rule === undefined ? null : <Form key={rule.key} {...rest} rule={rule} onClose={onClose} />}
    </Dialog>
  );
}

const hourMs = 3_600_000;
const lengths = { '6h': 6 * hourMs, '24h': 24 * hourMs, '7d': 168 * hourMs, '30d': 720 * hourMs } as const;
type Length = keyof typeof lengths;
const lengthNames = ['6h', '24h', '7d', '30d'] as const satisfies readonly Length[];

/** Where the server does not say it: Prometheus's default. */
const usualIntervalMs = 60_000;

const noGaps: readonly Gap[] = [];

/** What a person writes, and of it what is tried: durations as soon as they are some, an expression when it is to be. */
function useDraft(rule: AlertingRule) {
  const [expr, setExpr] = useState(rule.expr);
  const [triedExpr, setTriedExpr] = useState(rule.expr);
  const [hold, setHold] = useState(() => formatDuration(rule.forMs));
  const [keep, setKeep] = useState(() => formatDuration(rule.keepFiringForMs));
  const forMs = parseDuration(hold) ?? rule.forMs;
  const keepFiringForMs = parseDuration(keep) ?? rule.keepFiringForMs;
  const tried = useMemo(
    (): TriedRule => ({ expr: triedExpr, forMs, keepFiringForMs }),
    [triedExpr, forMs, keepFiringForMs],
  );
  const reset = () => {
    setExpr(rule.expr);
    setTriedExpr(rule.expr);
    setHold(formatDuration(rule.forMs));
    setKeep(formatDuration(rule.keepFiringForMs));
  };
  const isChanged = triedExpr !== rule.expr || forMs !== rule.forMs || keepFiringForMs !== rule.keepFiringForMs;
  const take = () => setTriedExpr(expr.trim() === '' ? rule.expr : expr);
  return { expr, setExpr, hold, setHold, keep, setKeep, tried, isChanged, isTaken: expr === triedExpr, take, reset };
}

interface FormProps extends TryRuleProps {
  readonly rule: AlertingRule;
}

function Form({ context, rule, intervalMs = usualIntervalMs, endMs, isRecord, onExplore }: FormProps) {
  const { t } = useTranslation('tryRule');
  const [length, setLength] = useState<Length>('24h');
  const [cancelled, setCancelled] = useState(false);
  const [turn, setTurn] = useState(0);
  const { expr, setExpr, hold, setHold, keep, setKeep, tried, isChanged, isTaken, take, reset } = useDraft(rule);
  const evaluations = useMemo(
    () => evaluationsOf({ startMs: endMs - lengths[length], endMs }, intervalMs),
    [endMs, length, intervalMs],
  );
  const gaps = useGaps(context, isRecord ? evaluations : undefined, rule.expr, tried.expr);
  const before = useTried(context, cancelled ? undefined : rule, evaluations, gaps.before, turn);
  const after = useTried(context, cancelled ? undefined : tried, evaluations, gaps.after, turn);
  const run = () => {
    setCancelled(false);
    setTurn((before) => before + 1);
    take();
  };
  const lengthOptions = lengthNames.map((value) => ({ value, label: t(`lengths.${value}`) }));
  return (
    <div className={styles.body}>
      <p className={styles.lead}>{t('lead')}</p>
      <Editor expr={expr} onExpr={setExpr} onRun={run} name={rule.name} />
      <div className={styles.fields}>
        <DurationField label={t('for')} text={hold} onText={setHold} />
        <DurationField label={t('keep')} text={keep} onText={setKeep} />
        <div className={styles.length}>
          <span className={styles.label}>{t('length')}</span>
          <Segmented label={t('length')} options={lengthOptions} value={length} onChange={setLength} />
        </div>
      </div>
      <div className={styles.actions}>
        <Button size="small" look="primary" busy={isTaken && !cancelled} onClick={run}>
          {t('run')}
        </Button>
        <Button size="small" disabled={!isChanged && isTaken} onClick={reset}>
          {t('reset')}
        </Button>
        <CopyButton label={t('copy')} text={() => ruleYaml({ ...rule, ...tried })} />
        <Button size="small" onClick={() => onExplore(tried.expr)}>
          {t('explore')}
        </Button>
      </div>
      <Outcome
        {...{ before, after, evaluations, intervalMs, isChanged, cancelled }}
        gaps={gaps.after}
        expr={tried.expr}
        ownExpr={rule.expr}
        onCancel={() => setCancelled(true)}
        onRetry={run}
      />
    </div>
  );
}

interface DurationFieldProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function DurationField({ label, text, onText }: DurationFieldProps) {
  const { t } = useTranslation('tryRule');
  const problem = parseDuration(text) === undefined ? t('noDuration') : undefined;
  return (
    <div className={styles.field}>
      <TextField label={label} text={text} onChange={onText} problem={problem} />
    </div>
  );
}

interface EditorProps {
  readonly name: string;
  readonly expr: string;
  readonly onExpr: (text: string) => void;
  readonly onRun: () => void;
}

function Editor({ name, expr, onExpr, onRun }: EditorProps) {
  const { t } = useTranslation('tryRule');
  const { highlighting, lint } = useSettings();
  const features = useMemo(
    () => ({ highlighting, completion: false, lint, serverVersion: undefined, isDialect: false }),
    [highlighting, lint],
  );
  return (
    <PromqlEditor
      value={expr}
      onChange={onExpr}
      onExecute={onRun}
      ariaLabel={t('expr', { name })}
      catalog={undefined}
      features={features}
    />
  );
}

/** What a record has nothing of, by what each of the expressions reads. @param window undefined: what is asked has no gaps that are known */
function useGaps(
  context: ContextId,
  window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number } | undefined,
  before: string,
  after: string,
) {
  const exprs = useMemo(() => [before, after], [before, after]);
  const { coverages } = useCoverages(context, window, exprs);
  return useMemo(() => {
    const of = (expr: string) => {
      const coverage = coverages.get(expr);
      return coverage === undefined || window === undefined ? noGaps : gapsOf(coverage.spans, window.stepMs);
    };
    return { before: of(before), after: of(after) };
  }, [coverages, window, before, after]);
}

interface OutcomeProps {
  readonly before: Tried;
  readonly after: Tried;
  readonly evaluations: ReturnType<typeof evaluationsOf>;
  readonly intervalMs: number;
  readonly gaps: readonly Gap[];
  readonly expr: string;
  /** Of the rule as it is. */
  readonly ownExpr: string;
  readonly isChanged: boolean;
  readonly cancelled: boolean;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
}

function Outcome({
  before,
  after,
  evaluations,
  intervalMs,
  gaps,
  expr,
  ownExpr,
  isChanged,
  cancelled,
  onCancel,
  onRetry,
}: OutcomeProps) {
  const { t } = useTranslation('tryRule');
  const { t: app } = useTranslation();
  const startedAtMs = after.startedAtMs ?? before.startedAtMs;
  const every = formatDuration(evaluations.stepMs);
  const again = <Button onClick={onRetry}>{app('action.tryAgain')}</Button>;
  if (after.problem !== undefined) return <ErrorPanel error={after.problem} expression={expr} actions={again} />;
  return (
    <div aria-busy={startedAtMs !== undefined}>
      {startedAtMs === undefined ? null : (
        <Waiting
          sinceMs={startedAtMs}
          label={t('asking')}
          text={(time) => t('askingFor', { time })}
          onCancel={onCancel}
        />
      )}
      {cancelled ? <p role="status">{t('cancelled')}</p> : null}
      {startedAtMs === undefined && !cancelled && after.outcome === undefined ? (
        <p role="status">{t('asking')}</p>
      ) : null}
      {after.outcome === undefined ? null : (
        <Comparison
          before={isChanged ? before.outcome : undefined}
          after={after.outcome}
          evaluations={evaluations}
          gaps={gaps}
          note={
            evaluations.stepMs > intervalMs
              ? t('coarse', { every, own: formatDuration(intervalMs) })
              : t('evaluated', { every })
          }
        />
      )}
      {isChanged && before.problem !== undefined ? (
        <ErrorPanel error={before.problem} title={t('beforeFailed')} expression={ownExpr} actions={again} />
      ) : null}
    </div>
  );
}
