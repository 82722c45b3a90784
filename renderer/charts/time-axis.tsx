/** The scale under rows of bars: the neatline with its ticks, as wide as the rows above it. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeZone } from '../../shared/format/time.ts';
import styles from './time-axis.module.css';
import { timeTicks } from './time-ticks.ts';

export interface TimeAxisProps {
  readonly startMs: number;
  readonly endMs: number;
  readonly timeZone: TimeZone;
}

/** A label further to the right than that would be cut. */
const lastLabelAt = 0.94;

export function TimeAxis({ startMs, endMs, timeZone }: TimeAxisProps) {
  const { i18n } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (host.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  const { major, bars } = timeTicks(startMs, endMs, width, timeZone, i18n.language);
  const at = (timeMs: number) => (timeMs - startMs) / (endMs - startMs);
  const percent = (part: number) => `${part * 100}%`;
  return (
    <div ref={host} className={styles.axis} aria-hidden="true">
      {width === 0 ? null : (
        <svg width="100%" height="24" aria-hidden="true">
          <rect className={styles.scale} x="0.5" y="0.5" width={Math.max(0, width - 1)} height="4" />
          {bars.map(({ fromMs, toMs }) => (
            <rect
              key={fromMs}
              className={styles.bar}
              x={percent(at(fromMs))}
              width={percent(at(toMs) - at(fromMs))}
              height="5"
            />
          ))}
          {major
            .filter(({ timeMs }) => at(timeMs) < lastLabelAt)
            .map(({ timeMs, label, newDay }) => (
              <text key={timeMs} className={styles.tick} data-day={newDay} x={percent(at(timeMs))} y="19">
                {label}
              </text>
            ))}
        </svg>
      )}
    </div>
  );
}
