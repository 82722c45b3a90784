/** A query that takes longer than a moment: what is asked of whom, how far it is, and since when. */
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { useElapsed } from '../../components/use-elapsed.ts';
import { formatSeconds } from './format-seconds.ts';
import styles from './loading.module.css';
import type { Running } from './query-state.ts';

export interface LoadingProps {
  readonly running: Running;
  readonly contextName: string;
  readonly onCancel: () => void;
}

export function Loading({ running, contextName, onCancel }: LoadingProps) {
  const { t, i18n } = useTranslation('explorer');
  const time = formatSeconds(useElapsed(running.startedAtMs), i18n.language);
  const { phase = 'waiting', receivedBytes = 0, taken } = running.progress ?? {};
  const count = (value = 0) => formatCount(value, i18n.language);
  const read = formatBytes(receivedBytes, { locale: i18n.language });
  const slices = running.progress?.slices;
  const texts = {
    waiting: t('loading.waiting', { name: contextName, time }),
    reading: t('loading.reading', { name: contextName, read, time }),
    parsing: t('loading.parsing', { read, time }),
    evaluating: t('loading.evaluating', {
      count: taken?.samples ?? 0,
      ...{ series: count(taken?.series), samples: count(taken?.samples), time },
    }),
  };
  return (
    <div className={styles.loading}>
      <NeatlineProgress label={t('loading.label')} part={slices === undefined ? undefined : slices.done / slices.of} />
      <p className={styles.text}>
        {slices === undefined
          ? texts[phase]
          : t('loading.slices', { name: contextName, done: slices.done, of: slices.of, time })}
      </p>
      <Button size="small" onClick={onCancel}>
        {t('panel.cancel')}
      </Button>
    </div>
  );
}
