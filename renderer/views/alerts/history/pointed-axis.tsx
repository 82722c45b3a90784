/** The scale of time over the rows. With the focus on it the arrow keys point at a time, which is said, and Enter zooms in there. */
import type { KeyboardEvent, Ref } from 'react';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { type Crosshair, useCrosshairTime } from '../../../charts/crosshair.ts';
import { TimeAxis } from '../../../charts/time-axis.tsx';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import { useHistoryTexts } from './history-texts.tsx';
import { momentAt, type ShownHistory } from './shown-history.ts';

export interface PointedAxisProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly crosshair: Crosshair;
  readonly shown: ShownHistory;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

const smallPart = 0.01;
const largePart = 0.1;
/** Of the window that is zoomed in to. */
const zoomedPart = 0.25;
const mostNames = 5;

export function PointedAxis({ ref, crosshair, shown, onZoom }: PointedAxisProps) {
  const { t, timeZone, window, locale } = useHistoryTexts();
  const { startMs, endMs } = window;
  const atMs = useCrosshairTime(crosshair) ?? endMs;
  const press = (event: KeyboardEvent) => {
    const lengthMs = endMs - startMs;
    const stepMs = lengthMs * (event.shiftKey ? largePart : smallPart);
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: atMs - stepMs,
      ArrowDown: atMs - stepMs,
      ArrowRight: atMs + stepMs,
      ArrowUp: atMs + stepMs,
      Home: startMs,
      End: endMs,
    };
    const target = targets[event.key];
    if (target !== undefined) crosshair.point(Math.round(Math.min(endMs, Math.max(startMs, target))));
    else if (event.key === 'Enter') {
      const half = (lengthMs * zoomedPart) / 2;
      onZoom(Math.max(startMs, atMs - half), Math.min(endMs, atMs + half));
    } else if (event.key === 'Escape' && crosshair.timeMs() !== undefined) crosshair.point(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const moment = momentAt(shown, atMs);
  const time = momentText(atMs, timeZone);
  const names = moment.firing.slice(0, mostNames).map(({ rule, count }) => `${plainText(rule.name)} (${count})`);
  const said = moment.unknown
    ? t('axis.unknown', { time })
    : moment.firingAlerts === 0
      ? t('axis.nothing', { time })
      : t('axis.said', { time, n: formatCount(moment.firingAlerts, locale), names: names.join(', ') });
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      className={styles.axis}
      aria-label={t('axis.label')}
      aria-valuemin={startMs}
      aria-valuemax={endMs}
      aria-valuenow={atMs}
      aria-valuetext={said}
      onKeyDown={press}
      onBlur={() => crosshair.point(undefined)}
    >
      <TimeAxis {...window} timeZone={timeZone} />
    </div>
  );
}
