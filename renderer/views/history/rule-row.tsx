/** One rule of the plan: as it is, or as it is to be once what was changed is applied. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { RuleEstimate, RuleState } from '../../../shared/model/recorder.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import type { ShownRule } from '../../state/rules-draft.ts';
import { recordedPart, stripParts } from './coverage-model.ts';
import { CoverageStrip } from './coverage-strip.tsx';
import { formatPercent } from './formats.ts';
import styles from './rule-row.module.css';
import type { Coverage } from './use-coverage.ts';

export interface RuleRowProps {
  readonly shown: ShownRule;
  /** As the server counts it now. */
  readonly counted: RuleEstimate | undefined;
  readonly state: RuleState | undefined;
  readonly coverage: Coverage | undefined;
  /** The table has the column. */
  readonly hasCoverage: boolean;
  readonly onToggle: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onUndo: () => void;
}

export function RuleRow(props: RuleRowProps) {
  const { shown, counted, state, hasCoverage, onToggle, onEdit, onRemove, onUndo } = props;
  const { t, i18n } = useTranslation('history');
  const { rule } = shown;
  const name = plainText(rule.name);
  const isRemoved = shown.state === 'removed';
  const isLast = shown.state === 'kept' && rule.isOn;
  const problem = counted?.problem ?? (isLast ? state?.problem : undefined);
  const series = isLast && state !== undefined && state.series > 0 ? state.series : counted?.series;
  return (
    <tr className={styles.row} data-state={shown.state} data-on={rule.isOn}>
      <td>
        <input
          type="checkbox"
          className={styles.switch}
          aria-label={t('rules.onNamed', { name })}
          checked={rule.isOn && !isRemoved}
          disabled={isRemoved}
          onChange={onToggle}
        />
      </td>
      <th scope="row">
        <p className={styles.name}>
          <span className={styles.words}>{name}</span>
          {shown.state === 'kept' ? null : <span className={styles.mark}>{t(`rules.state.${shown.state}`)}</span>}
        </p>
        {rule.selectors.map((selector) => (
          <code key={selector} className={styles.selector} title={plainText(selector)}>
            {plainText(selector)}
          </code>
        ))}
        {problem === undefined ? null : <Problem problem={problem} />}
      </th>
      {hasCoverage ? (
        <td>
          <Strip {...props} name={name} isEmpty={problem === undefined && series === 0} />
        </td>
      ) : null}
      <td data-numeric="true">
        {series === undefined || isRemoved ? (
          <span className={styles.unknown}>{isRemoved ? '' : t('rules.uncounted')}</span>
        ) : (
          formatCount(series, i18n.language)
        )}
      </td>
      <td>
        {isRemoved ? (
          <Button size="small" aria-label={t('rules.undoNamed', { name })} onClick={onUndo}>
            {t('rules.undo')}
          </Button>
        ) : (
          <>
            <Button size="small" look="quiet" aria-label={t('rules.editNamed', { name })} onClick={onEdit}>
              {t('rules.edit')}
            </Button>
            <Button size="small" look="quiet" aria-label={t('rules.removeNamed', { name })} onClick={onRemove}>
              {t('rules.remove')}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}

function Problem({ problem }: { readonly problem: AppErrorData }) {
  const errorText = useErrorText();
  return (
    <p className={styles.problem}>
      <StateGlyph kind="bad" />
      <span>{plainText(errorText(problem).verdict)}</span>
    </p>
  );
}

interface StripProps extends Pick<RuleRowProps, 'shown' | 'coverage'> {
  readonly name: string;
  readonly isEmpty: boolean;
}

function Strip({ shown, coverage, name, isEmpty }: StripProps) {
  const { t, i18n } = useTranslation('history');
  const spans = coverage?.byRule.get(shown.rule.id);
  if (coverage === undefined || spans === undefined) return null;
  const percent = formatPercent(recordedPart(spans, coverage.window), i18n.language);
  return (
    <div className={styles.strip}>
      <CoverageStrip
        label={t(isEmpty ? 'coverage.ofNone' : 'coverage.of', { name, percent })}
        parts={stripParts(spans, coverage.window)}
        isEmpty={isEmpty}
      />
    </div>
  );
}
