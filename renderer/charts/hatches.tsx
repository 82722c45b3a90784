/** What is absent, in rows of bars: a hatch for each reason, as in every graph, and its mark beside a word. */
import { useId } from 'react';
import type { Gap } from './graph-model.ts';
import styles from './hatches.module.css';

/** Unreachable is diagonal, asleep is level, not recorded is dotted: as in every graph. */
export function Hatches({ id }: { readonly id: string }) {
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
export function HatchMark({ state }: { readonly state: Gap['kind'] }) {
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
