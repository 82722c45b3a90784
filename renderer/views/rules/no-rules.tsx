/** Where there is no list: nothing was read yet, cannot be, was not kept, or nothing fits. Each says why, and what can be done. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Unread } from '../../components/unread.tsx';
import { Untold } from '../../components/untold.tsx';
import { isToCome, useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { RulesReadings } from '../../state/use-rules.ts';
import type { ChangeState, RulesState } from './rules-state.ts';
import type { RulesModel } from './shown-rules.ts';

export interface NoReadingProps {
  readonly readings: RulesReadings;
  readonly change: ChangeState;
}

export function NoReading({ readings, change }: NoReadingProps) {
  const { t } = useTranslation('rules');
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
        say={(text, time = '') => t(`untold.${text}`, { name, time })}
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
      }}
    />
  );
}

export interface NothingFitsProps {
  readonly model: RulesModel;
  readonly state: RulesState;
  readonly change: ChangeState;
}

export function NothingFits({ model, state, change }: NothingFitsProps) {
  const { t } = useTranslation('rules');
  const name = plainText(useAsked().name);
  if (model.read.rules.length === 0) return <Empty title={t('empty.none', { name })}>{t('empty.noneWhy')}</Empty>;
  const text = plainText(state.text.trim());
  const clear = () => change({ text: '', health: [], kind: 'all' });
  return (
    <Empty title={t('empty.fits')} actions={<Button onClick={clear}>{t('empty.clear')}</Button>}>
      {text === '' ? t('empty.fitsChoice') : t('empty.fitsText', { text })}
    </Empty>
  );
}
