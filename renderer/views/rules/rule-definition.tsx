/** An open rule: why it fails, its expression, what it gives to what it makes, and where it leads to. */
import { formatDuration, formatSpan } from '../../../shared/format/duration.ts';
import { plainLines } from '../../../shared/format/plain-text.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import styles from '../../components/details.module.css';
import { Pairs } from '../../components/pairs.tsx';
import { PromqlText } from '../../promql-editor/promql-text.tsx';
import type { RowActions, RowTexts } from './row-texts.ts';
import type { RuleModel } from './shown-rules.ts';

export interface RuleDefinitionProps {
  readonly model: RuleModel;
  readonly texts: RowTexts;
  readonly actions: RowActions;
}

export function RuleDefinition({ model, texts, actions }: RuleDefinitionProps) {
  const { t } = texts;
  const { rule } = model;
  const { name, expr, labels, error, leftOut } = rule;
  return (
    <section className={styles.details} aria-label={t('rule.details')}>
      {error === '' ? null : (
        <div className={styles.error}>
          <p className={styles.saying}>{t('rule.failed')}</p>
          <code className={styles.words}>{plainLines(error)}</code>
        </div>
      )}
      <div className={styles.expr}>
        <PromqlText>{expr}</PromqlText>
      </div>
      <div className={styles.columns}>
        <div>
          <Facts model={model} texts={texts} />
          <Pairs title={t('rule.labels')} pairs={labels} look="label" none={t('rule.none')} />
        </div>
        <div>
          {rule.kind === 'recording' ? (
            <p className={styles.faint}>{t('rule.recording')}</p>
          ) : (
            <Pairs title={t('rule.annotations')} pairs={rule.annotations} look="annotation" none={t('rule.none')} />
          )}
          {leftOut === 0 ? null : <p className={styles.faint}>{t('rule.leftOut', { count: leftOut })}</p>}
        </div>
        <div className={styles.actions}>
          <Button size="small" onClick={() => actions.onExplore(rule)}>
            {t('rule.explore')}
          </Button>
          {rule.kind === 'recording' ? null : (
            <Button size="small" onClick={() => actions.onAlerts(rule)}>
              {t('rule.alerts')}
            </Button>
          )}
          <span className={styles.copies}>
            <CopyButton text={expr} label={t('rule.copyExpr')} look="quiet" />
            <CopyButton text={name} label={t('rule.copyName')} look="quiet" />
          </span>
        </div>
      </div>
    </section>
  );
}

function Facts({ model: { rule, intervalMs }, texts: { t, locale, timeZone } }: Omit<RuleDefinitionProps, 'actions'>) {
  const { evaluatedMs, durationMs } = rule;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ...(rule.kind === 'recording'
      ? []
      : ([['for', rule.forMs === 0 ? t('rule.atOnce') : formatDuration(rule.forMs)]] as const)),
    ...(rule.kind === 'recording' || rule.keepFiringForMs === 0
      ? []
      : ([['keep_firing_for', formatDuration(rule.keepFiringForMs)]] as const)),
    ...(intervalMs === undefined ? [] : ([[t('rule.interval'), formatSpan(intervalMs)]] as const)),
    ...(evaluatedMs === undefined ? [] : ([[t('rule.evaluated'), formatDateTime(evaluatedMs, timeZone)]] as const)),
    ...(durationMs === undefined || evaluatedMs === undefined
      ? []
      : ([[t('rule.duration'), formatWithUnit(durationMs / 1000, 'seconds', locale)]] as const)),
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
