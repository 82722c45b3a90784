/** What of a window was recorded, in one thin row: bars where it was, a hatch with its reason where it was not; and the scale under such rows. */
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timeTicks } from '../../charts/time-ticks.ts';
import { useSettings } from '../../state/stores.tsx';
import type { StripPart, StripState, Window } from './coverage-model.ts';
import styles from './coverage-strip.module.css';

export interface CoverageStripProps {
  /** What is seen in it, for who cannot. */
  readonly label: string;
  readonly parts: readonly StripPart[];
  /** It was asked for, and nothing was found: no bar, only its outline. */
  readonly isEmpty?: boolean;
}

const height = 14;

export function CoverageStrip({ label, parts, isEmpty = false }: CoverageStripProps) {
  const id = useId();
  return (
    <svg className={styles.strip} data-empty={isEmpty} role="img" aria-label={label} width="100%" height={height}>
      <Hatches id={id} />
      {parts.map(({ from, to, state }) => (
        <Part key={from} id={id} x={`${from * 100}%`} width={`${(to - from) * 100}%`} state={state} />
      ))}
    </svg>
  );
}

interface PartProps {
  readonly id: string;
  readonly x: string;
  readonly width: string;
  readonly state: StripState;
}

function Part({ id, x, width, state }: PartProps) {
  if (state === 'recorded') return <rect className={styles.recorded} x={x} y="3" width={width} height="8" />;
  return (
    <>
      <rect className={styles.gap} x={x} width={width} height={height} />
      <rect x={x} width={width} height={height} fill={`url(#${id}${state})`} />
    </>
  );
}

/** Unreachable is diagonal, asleep is level, not recorded is dotted: as in every graph. */
function Hatches({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={`${id}unreachable`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path className={styles.line} d="M0 0V5" />
      </pattern>
      <pattern id={`${id}asleep`} width="4" height="4" patternUnits="userSpaceOnUse">
        <path className={styles.line} d="M0 1.5H4" />
      </pattern>
      <pattern id={`${id}notRecorded`} width="5" height="5" patternUnits="userSpaceOnUse">
        <rect className={styles.dot} x="2" y="2" width="1.2" height="1.2" />
      </pattern>
    </defs>
  );
}

/** The mark of a reason, beside its word. */
export function HatchMark({ state }: { readonly state: StripState }) {
  const id = useId();
  return (
    <svg className={styles.mark} width="18" height="12" aria-hidden="true">
      <Hatches id={id} />
      <rect className={styles.gap} width="18" height="12" />
      <rect width="18" height="12" fill={`url(#${id}${state})`} />
      <rect className={styles.frame} x="0.5" y="0.5" width="17" height="11" />
    </svg>
  );
}

/** A label further to the right than that would be cut. */
const lastLabelAt = 0.94;

/** The neatline with its ticks, as wide as the rows above it. */
export function CoverageAxis({ startMs, endMs }: Window) {
  const { i18n } = useTranslation();
  const { timeZone } = useSettings();
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
