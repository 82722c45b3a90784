/** Where there is no list: nothing was read yet, cannot be, was not kept, or nothing fits. Each says why, and what can be done. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Unread } from '../../components/unread.tsx';
import { Untold } from '../../components/untold.tsx';
import { isToCome, useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { RulesReadings } from '../../state/use-rules.ts';
import type { AlertsModel } from './alerts-model.ts';
import type { AlertsState, ChangeState } from './alerts-state.ts';

export interface NoReadingProps {
  readonly readings: RulesReadings;
  readonly change: ChangeState;
}

export function NoReading({ readings, change }: NoReadingProps) {
  const { t } = useTranslation('alerts');
  const { t: rules } = useTranslation('rules');
  const { timeZone } = useSettings();
  const { live, name: asked, record } = useAsked();
  const { none, running, problem, read, refresh, cancel } = readings;
  const name = plainText(asked);
  const asking = record === undefined ? 'loading.asking' : 'loading.record';
  if (none !== undefined)
    return (
      <Untold
        {...{ timeZone, why: none }}
        isToCome={isToCome(record)}
        say={(text, time = '') => rules(`untold.${text}`, { name, time })}
        onFirst={(atMs) => change({ atMs })}
      />
    );
  return (
    <Unread
      {...{ problem, refresh, cancel }}
      live={live || read !== undefined}
      running={running ?? (read && { startedAtMs: read.readAtMs, part: 1 })}
      words={{
        away: t('empty.away'),
        awayWhy: t('empty.awayWhy', { name }),
        asking: t('loading.label'),
        askingFor: (time, part) =>
          part === undefined ? t(asking, { name, time }) : t('loading.reading', { name, part, time }),
        cancelled: t('empty.cancelled'),
        cancelledWhy: t('empty.cancelledWhy'),
      }}
    />
  );
}

export interface NothingFitsProps {
  readonly model: AlertsModel;
  readonly state: AlertsState;
  readonly change: ChangeState;
}

export function NothingFits({ model, state, change }: NothingFitsProps) {
  const { t, i18n } = useTranslation('alerts');
  const name = plainText(useAsked().name);
  const { rules, others } = model;
  if (rules.length + others.length === 0)
    return <Empty title={t('empty.noRules', { name })}>{t('empty.noRulesWhy')}</Empty>;
  const text = plainText(state.text.trim());
  if (text === '' && state.states.length === 0)
    return (
      <Empty
        title={t('empty.quiet')}
        actions={<Button onClick={() => change({ by: undefined })}>{t('empty.toRules')}</Button>}
      >
        {t('empty.quietWhy', { count: rules.length, n: formatCount(rules.length, i18n.language) })}
      </Empty>
    );
  const clear = () => change({ text: '', states: [] });
  return (
    <Empty title={t('empty.fits')} actions={<Button onClick={clear}>{t('empty.clear')}</Button>}>
      {text === '' ? t('empty.fitsState') : t('empty.fitsText', { text })}
    </Empty>
  );
}
