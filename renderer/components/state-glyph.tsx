/**
 * The marks of a state: shape first, colour second. Hidden from screen readers: the word beside a glyph is what is read. They
 * take currentColor, so that forced colours keep them visible.
 */
import type { ReactNode } from 'react';
import styles from './state-glyph.module.css';

export type GlyphKind =
  | 'idle'
  | 'turning'
  | 'live'
  | 'degraded'
  | 'backingOff'
  | 'stopped'
  | 'recorded'
  | 'firing'
  | 'pending'
  | 'notice'
  | 'inactive'
  | 'ok'
  | 'bad'
  | 'skipped';

const ring = <circle cx="7" cy="7" r="4.5" strokeWidth="1.75" />;
const cross = <path d="M3.2 3.2l7.6 7.6M10.8 3.2l-7.6 7.6" strokeWidth="1.9" />;

const shapes: Readonly<Record<GlyphKind, ReactNode>> = {
  idle: <circle cx="7" cy="7" r="4" strokeWidth="1.25" />,
  turning: (
    <>
      <circle cx="7" cy="7" r="4.5" strokeWidth="1.75" strokeOpacity="0.35" />
      <path className={styles.quarter} d="M7 2.5A4.5 4.5 0 0 1 11.5 7" strokeWidth="1.75" />
    </>
  ),
  live: <circle className={styles.filled} cx="7" cy="7" r="4.5" />,
  degraded: (
    <>
      {ring}
      <path className={styles.filled} d="M7 2.5a4.5 4.5 0 0 1 0 9z" />
    </>
  ),
  backingOff: (
    <>
      <circle cx="7" cy="7" r="4.6" strokeWidth="1.75" strokeDasharray="2.4 1.9" />
      <path d="M7 4.6V7l1.6 1.2" strokeWidth="1.4" />
    </>
  ),
  stopped: cross,
  recorded: <path className={styles.filled} d="M7 1.8L12.2 7 7 12.2 1.8 7z" />,
  firing: <path className={styles.filled} d="M7 1.8l5.6 10H1.4z" />,
  pending: <path d="M7 2.8l4.7 8.4H2.3z" strokeWidth="1.6" />,
  notice: (
    <>
      <circle cx="7" cy="7" r="5.2" strokeWidth="1.4" />
      <path d="M7 4v3.6M7 9.2v1" strokeWidth="1.6" />
    </>
  ),
  inactive: <path d="M3 7h8" strokeWidth="1.75" />,
  ok: <path d="M2.6 7.4l3 3 5.8-6.6" strokeWidth="1.8" />,
  bad: cross,
  skipped: <path d="M3 7h8" strokeWidth="1.5" />,
};

export interface StateGlyphProps {
  readonly kind: GlyphKind;
}

export function StateGlyph({ kind }: StateGlyphProps) {
  return (
    <svg className={styles.glyph} data-kind={kind} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}
