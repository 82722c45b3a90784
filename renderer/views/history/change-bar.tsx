/** What changes of the rules would mean, before they count: series and megabytes a day more or less, and the two ways on. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import type { Estimating } from '../../state/use-estimate.ts';
import styles from './change-bar.module.css';
import { formatBytesChange, formatChange } from './formats.ts';

export interface ChangeBarProps {
  /** Of what is recorded now; undefined where nothing is. */
  readonly now: Estimating | undefined;
  readonly then: Estimating;
  readonly changed: boolean;
  readonly asks: boolean;
  /** It was, and is not in the report yet. */
  readonly isApplied: boolean;
  /** @returns why not */
  readonly onApply: () => Promise<AppErrorData | undefined>;
  readonly onDiscard: () => void;
}

export function ChangeBar({ now, then, changed, asks, isApplied, onApply, onDiscard }: ChangeBarProps) {
  const { t } = useTranslation('history');
  const errorText = useErrorText();
  const [asking, setBusy] = useState(false);
  const busy = asking || isApplied;
  const [refused, setRefused] = useState<AppErrorData | undefined>();
  const problem = refused ?? then.problem;
  const apply = async () => {
    setBusy(true);
    const failure = await onApply();
    setRefused(failure);
    setBusy(false);
  };
  return (
    <div className={styles.bar}>
      <p className={styles.words} role="status">
        <b>{t(asks ? 'change.would' : 'change.title')}</b> <Difference now={now} then={then} />
      </p>
      <Button look="primary" busy={busy} onClick={() => void apply()}>
        {t(asks ? 'change.record' : 'change.apply')}
      </Button>
      {changed ? (
        <Button busy={busy} onClick={onDiscard}>
          {t('change.discard')}
        </Button>
      ) : null}
      {problem === undefined ? null : (
        <p role="alert" className={styles.problem}>
          {plainText(errorText(problem).verdict)} {plainText(errorText(problem).advice)}
        </p>
      )}
    </div>
  );
}

function Difference({ now, then }: Pick<ChangeBarProps, 'now' | 'then'>) {
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  const [before, after] = [now?.estimate, then.estimate];
  if (after === undefined || then.asking || (now !== undefined && before === undefined))
    return then.problem === undefined ? t('change.counting') : t('change.uncounted');
  const day = formatBytes(after.bytesADay, { locale });
  if (now === undefined || before === undefined)
    return t('change.whole', { count: after.series, series: formatCount(after.series, locale), size: day });
  return t('change.difference', {
    series: formatChange(after.series - before.series, locale),
    size: formatBytesChange(after.bytesADay - before.bytesADay, locale),
    all: formatCount(after.series, locale),
    day,
  });
}
