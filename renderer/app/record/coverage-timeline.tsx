/** Over a view that is asked from the record: what was recorded when, why not, what happened; and the view's window, which it moves. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatHourMinute, type TimeZone } from '../../../shared/format/time.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useKeyHints } from '../../components/shortcuts.ts';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './coverage-timeline.module.css';
import { atLast, isAtLast, jump, type Stretch } from './timeline-geometry.ts';
import { AlertMark, ChangeMark, GapSwatch, HatchPatterns } from './timeline-parts.tsx';
import { TimelineStrip } from './timeline-strip.tsx';
import { useGapText } from './use-gap-text.ts';
import { useTimeline } from './use-timeline.ts';
import { useTimelineHints } from './use-timeline-hints.ts';

export function CoverageTimeline({ record }: { readonly record: ReadableRecord }) {
  const { t, i18n } = useTranslation('record');
  const { timeZone } = useSettings();
  const errorText = useErrorText();
  const timeline = useTimeline(record);
  const gapText = useGapText();
  const [said, setSaid] = useState('');
  useKeyHints(useTimelineHints());
  const { window: shown, move, allGaps, failure, stretch } = timeline;
  const jumpTo = (direction: -1 | 1) => {
    const found = shown === undefined ? undefined : jump(allGaps, shown, direction, timeline.reach);
    if (found === undefined) return undefined;
    return () => {
      move?.(found.window);
      setSaid(t('timeline.jumped', gapText.parts(found.gap)));
    };
  };
  const last =
    shown === undefined || isAtLast(shown, timeline.record) ? undefined : () => move?.(atLast(shown, timeline.record));
  return (
    <section className={styles.panel} aria-label={t('timeline.title')}>
      <div className={styles.head}>
        <h2 className={styles.title}>{t('timeline.title')}</h2>
        <p className={styles.range}>{t('timeline.range', rangeText(stretch, timeZone, i18n.language))}</p>
        <Key />
        {move === undefined ? null : (
          <div className={styles.buttons}>
            <JumpButton name={t('timeline.gapBefore')} text={t('timeline.before')} run={jumpTo(-1)} />
            <JumpButton name={t('timeline.gapAfter')} text={t('timeline.after')} run={jumpTo(1)} />
            <JumpButton name={t('timeline.lastSeen')} text={t('timeline.lastSeen')} run={last} />
          </div>
        )}
      </div>
      {failure === undefined ? null : (
        <p className={styles.failure}>{t('timeline.failed', { reason: errorText(failure).short })}</p>
      )}
      <TimelineStrip timeline={timeline} />
      <p role="status" className="spoken">
        {said}
      </p>
    </section>
  );
}

interface JumpButtonProps {
  readonly name: string;
  readonly text: string;
  readonly run: (() => void) | undefined;
}

/** It keeps the focus where there is nowhere left to go. */
function JumpButton({ name, text, run }: JumpButtonProps) {
  return (
    <Button size="small" aria-label={name} aria-disabled={run === undefined} onClick={run}>
      {text}
    </Button>
  );
}

const kinds: readonly Gap['kind'][] = ['unreachable', 'asleep', 'notRecorded'];

/** What the marks mean. */
function Key() {
  const { t } = useTranslation('record');
  return (
    <ul className={styles.key}>
      <li className={styles.wide}>
        <svg width="12" height="12" aria-hidden="true">
          <AlertMark x={6} y={1} />
        </svg>
        {t('timeline.alert')}
      </li>
      <li className={styles.wide}>
        <svg width="12" height="12" aria-hidden="true">
          <ChangeMark x={6} y={2} />
        </svg>
        {t('timeline.change')}
      </li>
      {kinds.map((kind) => (
        <li key={kind} className={kind === 'notRecorded' ? styles.wide : undefined}>
          <svg width="18" height="12" aria-hidden="true">
            <HatchPatterns of="key" />
            <GapSwatch kind={kind} of="key" />
          </svg>
          {t(`timeline.gap.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

const longMs = 2 * 86_400_000;

function rangeText({ startMs, endMs }: Stretch, zone: TimeZone, locale: string) {
  const day = (timeMs: number) => formatDay(timeMs, zone, locale);
  if (endMs - startMs >= longMs) return { from: day(startMs), to: day(endMs) };
  const time = (timeMs: number) => formatHourMinute(timeMs, zone);
  const from = `${day(startMs)} ${time(startMs)}`;
  return { from, to: day(startMs) === day(endMs) ? time(endMs) : `${day(endMs)} ${time(endMs)}` };
}
