/** The marks of the coverage timeline: hatches by reason, triangles for alerts, squares for changes. Their key shows the same. */
import type { Gap } from '../../charts/graph-model.ts';
import styles from './coverage-timeline.module.css';

/** @param of tells the patterns of one drawing from those of others on the page */
export function HatchPatterns({ of }: { readonly of: string }) {
  return (
    <defs>
      <pattern
        id={`${of}-unreachable`}
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <path className={styles.hatch} d="M0 0V7" strokeWidth="2" />
      </pattern>
      <pattern id={`${of}-asleep`} width="6" height="6" patternUnits="userSpaceOnUse">
        <path className={styles.hatch} d="M0 3H6" strokeWidth="1.2" />
      </pattern>
      <pattern id={`${of}-notRecorded`} width="6" height="6" patternUnits="userSpaceOnUse">
        <circle className={styles.dot} cx="1.5" cy="1.5" r="1" />
        <circle className={styles.dot} cx="4.5" cy="4.5" r="1" />
      </pattern>
    </defs>
  );
}

export function GapSwatch({ kind, of }: { readonly kind: Gap['kind']; readonly of: string }) {
  return (
    <>
      <rect className={styles.inset} width="18" height="12" />
      <rect className={styles.swatch} x="0.5" y="0.5" width="17" height="11" fill={`url(#${of}-${kind})`} />
    </>
  );
}

interface MarkProps {
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
}

export function AlertMark({ x, y }: MarkProps) {
  return <path className={styles.alert} d={`M${x} ${y}l4.2 7.6h-8.4z`} />;
}

export function ChangeMark({ x, y }: MarkProps) {
  return <path className={styles.change} d={`M${x - 4} ${y}h8v6.5h-8z`} />;
}
