/** The picture of the coverage with its time axis, and on it the marks and the window. */
import { type ReactNode, type RefObject, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatHourMinute } from '../../../shared/format/time.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { timeTicks } from '../../charts/time-ticks.ts';
import { useGapDetail } from '../../components/gap-detail.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './coverage-timeline.module.css';
import { areaPath, xOf } from './timeline-geometry.ts';
import { TimelineMarks } from './timeline-marks.tsx';
import { HatchPatterns } from './timeline-parts.tsx';
import { TimelineWindow } from './timeline-window.tsx';
import { useGapText } from './use-gap-text.ts';
import type { Timeline } from './use-timeline.ts';

/** As in the style sheet: marks above, the area, the neatline, its labels. */
const [top, bottom, neatlineHeight, labelY] = [16, 62, 5, 82];
const areaHeight = bottom - top - 6;
/** What "now" with its time needs, and how far from the last sample it stands: there is the window's handle. */
const [nowPx, besidePx] = [38, 12];

export function TimelineStrip({ timeline }: { readonly timeline: Timeline }) {
  const [host, widthPx] = useWidth();
  return (
    <div ref={host} className={styles.strip}>
      {widthPx === 0 ? null : (
        <>
          <Picture timeline={timeline} widthPx={widthPx} />
          <TimelineMarks timeline={timeline} widthPx={widthPx} />
          <TimelineWindow timeline={timeline} widthPx={widthPx} host={host} />
          <Gaps timeline={timeline} />
        </>
      )}
    </div>
  );
}

interface PartProps {
  readonly timeline: Timeline;
  readonly widthPx: number;
}

function Picture({ timeline, widthPx }: PartProps): ReactNode {
  const { stretch, gaps, record, nowMs } = timeline;
  const of = useId();
  const x = (timeMs: number) => Math.min(widthPx, Math.max(0, xOf(stretch, timeMs, widthPx)));
  const area = useArea(timeline, widthPx);
  const titleOf = useGapTitle(timeline.spans);
  const [firstX, lastX] = [x(record.startMs), x(record.endMs)];
  return (
    <svg className={styles.picture} width={widthPx} height="88" aria-hidden="true">
      <HatchPatterns of={of} />
      <rect className={styles.inset} x={firstX} y={top} width={lastX - firstX} height={bottom - top} />
      <path className={styles.area} d={area} />
      {/* Series are counted for two hours at a time: what is past the last sample is nothing. */}
      <rect className={styles.paper} x={0} y={0} width={firstX} height={bottom} />
      <rect className={styles.paper} x={lastX} y={0} width={widthPx - lastX} height={bottom} />
      {gaps.map((gap) => {
        const from = x(gap.startMs);
        const width = Math.max(1, x(Math.min(gap.endMs, nowMs)) - from);
        const place = { x: from, y: top, width, height: bottom - top };
        return gap.endMs <= stretch.startMs || gap.startMs >= stretch.endMs ? null : (
          <g key={gap.startMs}>
            <title>{titleOf(gap)}</title>
            <rect className={styles.inset} {...place} />
            <rect {...place} fill={`url(#${of}-${gap.kind})`} />
          </g>
        );
      })}
      <Axis timeline={timeline} widthPx={widthPx} />
    </svg>
  );
}

/** With what was written down beside the reason. */
function useGapTitle(spans: readonly CoverageSpan[]): (gap: Gap) => string {
  const { t } = useTranslation('record');
  const gapText = useGapText();
  const detailText = useGapDetail();
  return (gap) => {
    const detail = spans.find(({ startMs }) => startMs === gap.startMs)?.detail ?? '';
    const { text: own, words } = detailText(detail, gapText.moment);
    const said = [own, words].filter((part) => part !== '').join(' ');
    const text = gapText.whole(gap);
    return said === '' ? text : t('timeline.because', { gap: text, detail: said });
  };
}

/** As high as there were series; where that is not known, what was recorded is all of one height. */
function useArea({ marks, stretch, spans, record }: Timeline, widthPx: number): string {
  return useMemo(() => {
    const x = (timeMs: number) => xOf(stretch, timeMs, widthPx);
    if (marks?.marks.series.some((count) => count > 0) === true) {
      const { of } = marks;
      return areaPath(marks.marks.series, { left: x(of.startMs), right: x(of.endMs), bottom, height: areaHeight });
    }
    const told = spans.filter(({ state }) => state === 'recorded');
    const recorded = spans.length === 0 ? [record] : told;
    return recorded
      .map(({ startMs, endMs }) =>
        areaPath([1], { left: x(startMs), right: x(endMs), bottom, height: areaHeight * 0.7 }),
      )
      .join('');
  }, [marks, stretch, spans, record, widthPx]);
}

function Axis({ timeline, widthPx }: PartProps): ReactNode {
  const { t, i18n } = useTranslation('record');
  const { timeZone } = useSettings();
  const { stretch, record, nowMs, window: shown } = timeline;
  const { startMs, endMs } = stretch;
  const ticks = useMemo(
    () => timeTicks(startMs, endMs, widthPx, timeZone, i18n.language),
    [startMs, endMs, widthPx, timeZone, i18n.language],
  );
  const x = (timeMs: number) => Math.round(xOf(stretch, timeMs, widthPx));
  // A window that goes past the last sample has its handle further on.
  const handleMs = Math.max(record.endMs, shown?.endMs ?? 0);
  const beside = Math.max(x(handleMs) + besidePx, x(nowMs) - nowPx);
  const hasNow = nowMs <= endMs && widthPx - beside >= nowPx;
  return (
    <>
      <rect className={styles.scale} x="0.5" y={bottom + 0.5} width={widthPx - 1} height={neatlineHeight - 1} />
      {ticks.bars.map(({ fromMs, toMs }) => (
        <rect
          key={fromMs}
          className={styles.bar}
          x={x(fromMs)}
          y={bottom}
          width={Math.max(0, x(toMs) - x(fromMs))}
          height={neatlineHeight}
        />
      ))}
      {ticks.major.map(({ timeMs, label, newDay }) => (
        <g key={timeMs}>
          <path className={styles.tick} d={`M${x(timeMs) + 0.5} ${bottom + neatlineHeight}v5`} />
          {/* A label that would be cut is left out. */}
          {widthPx - x(timeMs) < nowPx ? null : (
            <text className={styles.label} data-bold={newDay} x={x(timeMs) + 5} y={labelY}>
              {label}
            </text>
          )}
        </g>
      ))}
      {hasNow ? (
        <text className={styles.label} x={beside} y={top + 20}>
          {t('timeline.now')}
          <tspan x={beside} dy="14">
            {formatHourMinute(nowMs, timeZone)}
          </tspan>
        </text>
      ) : null}
    </>
  );
}

/** More is read by nobody: the buttons go from gap to gap. */
const mostSpoken = 50;

/** What the hatches say, for who cannot see them. */
function Gaps({ timeline }: { readonly timeline: Timeline }) {
  const gapText = useGapText();
  const { gaps } = timeline;
  if (gaps.length === 0) return null;
  return (
    <ul className="spoken">
      {gaps.slice(0, mostSpoken).map((gap) => (
        <li key={gap.startMs}>{gapText.whole(gap)}</li>
      ))}
    </ul>
  );
}

/** Of an element, from before its first paint on. */
function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const host = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const measure = () => setWidthPx(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [host, widthPx];
}
