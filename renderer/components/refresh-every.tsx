/** Reads again now, and how often that is done by itself, with the time that is left until then. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../shared/format/duration.ts';
import { RefreshButton } from './refresh-button.tsx';
import { useNow } from './use-now.ts';

export interface RefreshEveryProps {
  /** Milliseconds; 0 where nothing is read again by itself. */
  readonly everyMs: number;
  /** Undefined while nothing is. */
  readonly nextAtMs: number | undefined;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
  readonly onChoose: (everyMs: number) => void;
}

const usualMs = [0, 5_000, 15_000, 30_000, 60_000, 300_000] as const;

export function RefreshEvery({ everyMs, nextAtMs, onRefresh, onChoose }: RefreshEveryProps) {
  const { t } = useTranslation();
  const nameOf = (ms: number) => (ms === 0 ? t('refresh.off') : formatSpan(ms, { wholeSeconds: true }));
  const every = nameOf(everyMs);
  const nowMs = useNow(nextAtMs !== undefined);
  // The second that it is now may have begun before the wait did.
  const leftMs = nextAtMs === undefined ? undefined : Math.min(everyMs, Math.ceil((nextAtMs - nowMs) / 1000) * 1000);
  const left = leftMs === undefined ? undefined : nameOf(Math.max(1000, leftMs));
  const byItself = left === undefined ? t('refresh.every', { time: every }) : t('refresh.in', { time: every, left });
  return (
    <RefreshButton
      text={t('refresh.now')}
      onRefresh={onRefresh}
      label={everyMs === 0 ? t('refresh.never') : byItself}
      shown={left ?? every}
      choices={[...new Set([...usualMs, everyMs])].sort((a, b) => a - b)}
      chosen={everyMs}
      nameOf={nameOf}
      onChoose={onChoose}
    />
  );
}
