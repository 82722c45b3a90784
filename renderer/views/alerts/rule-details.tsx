/** What an alerting rule is: its expression, how long it waits and holds on, its labels and annotations; and why it fails. */
import type { ReactNode } from 'react';
import { formatDuration } from '../../../shared/format/duration.ts';
import { plainLines } from '../../../shared/format/plain-text.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import type { AlertingRule } from '../../../shared/model/rule.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import styles from '../../components/details.module.css';
import { Pairs } from '../../components/pairs.tsx';
import { PromqlText } from '../../promql-editor/promql-text.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useMutes } from '../../state/use-mutes.ts';
import type { RuleModel } from './alerts-model.ts';
import type { Explore, TryRule } from './row-actions.ts';
import { momentText, useRowTexts } from './row-texts.tsx';

export interface RuleDetailsProps {
  readonly model: RuleModel;
  readonly onExplore: Explore;
  readonly onTry: TryRule;
}

export function RuleDetails({ model, onExplore, onTry }: RuleDetailsProps) {
  const { t } = useRowTexts();
  const { rule } = model;
  const { name, expr, labels, annotations, error, leftOut } = rule;
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
          <Facts rule={rule} />
          <Pairs title={t('rule.labels')} pairs={labels} look="label" none={t('pairs.none')} />
        </div>
        <div>
          <Pairs title={t('rule.annotations')} pairs={annotations} look="annotation" none={t('pairs.none')} />
          {leftOut === 0 ? null : <p className={styles.faint}>{t('pairs.leftOut', { count: leftOut })}</p>}
        </div>
        <div className={styles.actions}>
          <Button size="small" onClick={() => onExplore(rule, undefined)}>
            {t('rule.explore')}
          </Button>
          <Button size="small" onClick={() => onTry(model)}>
            {t('rule.tryIt')}
          </Button>
          <RuleMute rule={name} />
          <span className={styles.copies}>
            <CopyButton text={expr} label={t('rule.copyExpr')} look="quiet" />
            <CopyButton text={name} label={t('rule.copyName')} look="quiet" />
          </span>
        </div>
      </div>
    </section>
  );
}

/** Whether notices are shown of it. */
function RuleMute({ rule }: { readonly rule: string }) {
  const { t } = useRowTexts();
  const { areOn, isContextMuted, isRuleMuted, muteRule } = useMutes(useAsked().context);
  if (!areOn || isContextMuted) return null;
  const isMuted = isRuleMuted(rule);
  return (
    <Button size="small" aria-pressed={isMuted} onClick={() => muteRule(rule, !isMuted)}>
      {t(isMuted ? 'mute.ruleMuted' : 'mute.rule')}
    </Button>
  );
}

function Facts({ rule: { forMs, keepFiringForMs, evaluatedMs, durationMs } }: { readonly rule: AlertingRule }) {
  const { t, timeZone, locale } = useRowTexts();
  return (
    <dl className={styles.facts}>
      <Fact name="for">{forMs === 0 ? t('rule.atOnce') : formatDuration(forMs)}</Fact>
      {keepFiringForMs === 0 ? null : <Fact name="keep_firing_for">{formatDuration(keepFiringForMs)}</Fact>}
      {evaluatedMs === undefined ? null : (
        <Fact name={t('rule.evaluated')}>
          {momentText(evaluatedMs, timeZone)}
          {durationMs === undefined ? '' : ` · ${formatWithUnit(durationMs / 1000, 'seconds', locale)}`}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
