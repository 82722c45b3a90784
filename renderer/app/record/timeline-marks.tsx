/** Alerts that fired and changes of the configuration, each at its time: one tab stop, arrow keys go along. A click puts the window there. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../../components/tooltip.tsx';
import styles from './coverage-timeline.module.css';
import { grouped, moved, xOf } from './timeline-geometry.ts';
import { AlertMark, ChangeMark } from './timeline-parts.tsx';
import { useGapText } from './use-gap-text.ts';
import type { Timeline } from './use-timeline.ts';

interface TimelineMarksProps {
  readonly timeline: Timeline;
  readonly widthPx: number;
}

interface Mark {
  readonly kind: 'alert' | 'change';
  readonly atMs: number;
  readonly text: string;
}

/** Nearer to each other, they are one. */
const apartPx = 9;

export function TimelineMarks({ timeline, widthPx }: TimelineMarksProps) {
  const { t } = useTranslation('record');
  const list = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const marks = useMarkTexts(timeline, widthPx);
  if (marks.length === 0) return null;
  const stop = Math.min(current, marks.length - 1);
  const go = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = stop + step;
    if (step === 0 || next < 0 || next >= marks.length) return;
    event.preventDefault();
    setCurrent(next);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  const { stretch, window: shown, move, record } = timeline;
  const show = (atMs: number) => {
    if (shown !== undefined) move?.(moved(shown, atMs - (shown.startMs + shown.endMs) / 2, record));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div ref={list} role="group" aria-label={t('timeline.marks')} onKeyDown={go}>
      {marks.map(({ kind, atMs, text }, index) => (
        <Tooltip key={`${kind} ${atMs}`} text={text}>
          <button
            type="button"
            className={styles.mark}
            style={{ left: xOf(stretch, atMs, widthPx) }}
            aria-label={text}
            tabIndex={index === stop ? 0 : -1}
            onFocus={() => setCurrent(index)}
            onClick={() => show(atMs)}
          >
            <svg width="12" height="14" aria-hidden="true">
              {kind === 'alert' ? <AlertMark x={6} y={4} /> : <ChangeMark x={6} y={5} />}
            </svg>
          </button>
        </Tooltip>
      ))}
    </div>
  );
}

function useMarkTexts({ marks, stretch }: Timeline, widthPx: number): readonly Mark[] {
  const { t } = useTranslation('record');
  const { moment } = useGapText();
  const { startMs, endMs } = stretch;
  const apartMs = ((endMs - startMs) / Math.max(1, widthPx)) * apartPx;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moment` says the same while `t` does
  return useMemo(() => {
    const isIn = (timeMs: number) => timeMs >= startMs && timeMs <= endMs;
    const alerts = (marks?.marks.alerts ?? []).filter((alert) => isIn(alert.startMs));
    const changes = (marks?.marks.changes ?? []).filter(({ atMs }) => isIn(atMs));
    const all: Mark[] = [];
    for (const group of grouped(alerts, (alert) => alert.startMs, apartMs)) {
      const [first] = group;
      if (first === undefined) continue;
      const said = { count: group.length, name: first.name, from: moment(first.startMs), to: moment(first.endMs) };
      all.push({
        kind: 'alert',
        atMs: first.startMs,
        text: t(group.length === 1 ? 'timeline.alertAt' : 'timeline.alertsAt', said),
      });
    }
    for (const group of grouped(changes, ({ atMs }) => atMs, apartMs)) {
      const [first] = group;
      if (first === undefined) continue;
      const said = { count: group.length, time: moment(first.atMs), kind: first.kind };
      all.push({
        kind: 'change',
        atMs: first.atMs,
        text: t(group.length === 1 ? 'timeline.changeAt' : 'timeline.changesAt', said),
      });
    }
    return all.sort((a, b) => a.atMs - b.atMs);
  }, [marks, startMs, endMs, apartMs, t]);
}
