/** What an expression does, step by step in the order of evaluation; where two sets of series meet, with the series that found each other. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { Binary } from '../../../../shared/promql/ast.ts';
import { valueType } from '../../../../shared/promql/type-check.ts';
import { Button } from '../../../components/button.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { explainSteps, type Step } from './explain-steps.ts';
import styles from './explain-view.module.css';
import { sayStep } from './explain-words.ts';
import { MatchingTable, type MatchingTableProps } from './matching-table.tsx';
import { mostParts, type ParsedExpr, parsedExpr } from './parsed-expr.ts';

export interface ExplainQueriesProps {
  readonly context: ContextId;
  readonly queries: readonly { readonly id: number; readonly letter: string; readonly expr: string }[];
  readonly timeMs: number;
  readonly live: boolean;
  /** Another expression in the place of one, to be run: a fix. */
  readonly onUse: (query: number, expr: string) => void;
}

/** All expressions of a panel, one after the other. */
export function ExplainQueries({ queries, onUse, ...rest }: ExplainQueriesProps) {
  return queries.map(({ id, letter, expr }) => (
    <div key={id}>
      {queries.length === 1 ? null : <h3 className={styles.letter}>{letter}</h3>}
      <ExplainView {...rest} expr={expr} onUse={(fixed) => onUse(id, fixed)} />
    </div>
  ));
}

interface ExplainViewProps {
  readonly context: ContextId;
  readonly expr: string;
  readonly timeMs: number;
  readonly live: boolean;
  readonly onUse: (expr: string) => void;
}

function ExplainView({ context, expr, timeMs, live, onUse }: ExplainViewProps) {
  const { t } = useTranslation('anatomy');
  const parsed = useMemo(() => parsedExpr(expr), [expr]);
  const steps = useMemo(() => (parsed.kind === 'parsed' ? explainSteps(parsed.expr) : []), [parsed]);
  const matches = useMemo(() => steps.filter(isVectorMatch), [steps]);
  if (parsed.kind !== 'parsed') return <NotExplained parsed={parsed} />;
  return (
    <ol className={styles.steps} aria-label={t('explain.label')}>
      {steps.map((step) => (
        <li key={step.number} className={styles.step}>
          <span className={styles.number} aria-hidden="true">
            {step.number}
          </span>
          <div className={styles.body}>
            <code className={styles.text}>{step.short}</code>
            <Sentences step={step} />
            {isVectorMatch(step) ? (
              <Matching
                {...{ context, timeMs, live, onUse }}
                whole={expr}
                binary={step.expr}
                asksAtOnce={matches.indexOf(step) < askedAtOnce}
              />
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** So many operators are asked about without being asked: each is two questions to the server. */
const askedAtOnce = 3;

function Matching({ asksAtOnce, ...props }: MatchingTableProps & { readonly asksAtOnce: boolean }) {
  const { t } = useTranslation('anatomy');
  const [asks, setAsks] = useState(asksAtOnce);
  if (asks) return <MatchingTable {...props} />;
  return (
    <Button size="small" className={styles.ask} onClick={() => setAsks(true)}>
      {t('matching.show')}
    </Button>
  );
}

function Sentences({ step }: { readonly step: Step }) {
  const { t } = useTranslation(['anatomy', 'functions']);
  const { timeZone } = useSettings();
  const { sentences, conditions } = sayStep(t, step, timeZone);
  return (
    <>
      <p className={styles.said}>{sentences.join(' ')}</p>
      {conditions.length === 0 ? null : (
        <ul className={styles.conditions}>
          {conditions.map(({ matcher, said }) => (
            <li key={matcher}>
              <bdi>{said}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NotExplained({ parsed }: { readonly parsed: Exclude<ParsedExpr, { kind: 'parsed' }> }) {
  const { t, i18n } = useTranslation('anatomy');
  const count = (value: number) => formatCount(value, i18n.language);
  if (parsed.kind === 'blank') return <p className={styles.none}>{t('explain.blank')}</p>;
  if (parsed.kind === 'tooLarge') {
    return (
      <p className={styles.none}>{t('explain.tooLarge', { parts: count(parsed.parts), most: count(mostParts) })}</p>
    );
  }
  return (
    <div className={styles.none}>
      <p>{t('explain.notUnderstood')}</p>
      <p className={styles.reason}>{parsed.reason}</p>
    </div>
  );
}

function isVectorMatch(step: Step): step is Step & { readonly expr: Binary } {
  const { expr } = step;
  return expr.kind === 'binary' && valueType(expr.left) === 'vector' && valueType(expr.right) === 'vector';
}
