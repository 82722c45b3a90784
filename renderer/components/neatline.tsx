/** Progress on the scale of a sea chart. With a part it fills; without one, one bar at a time moves along. */
import styles from './neatline.module.css';

export interface NeatlineProgressProps {
  /** What goes on, for screen readers. */
  readonly label: string;
  /** 0 to 1: parts done. Absent where there are no parts to count. */
  readonly part?: number | undefined;
}

/** Bars in the scale. */
const bars = 12;

/** Every second one is filled. */
const filledBars = Array.from({ length: bars / 2 }, (_, i) => `${(200 * i) / bars}%`);

export function NeatlineProgress({ label, part }: NeatlineProgressProps) {
  const filled = part === undefined ? undefined : Math.min(1, Math.max(0, part));
  const value =
    filled === undefined ? {} : { 'aria-valuenow': Math.round(filled * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 };
  return (
    <div role="progressbar" aria-label={label} {...value} className={styles.scale}>
      <svg width="100%" height="6" aria-hidden="true">
        {filledBars.map((x) => (
          <rect key={x} className={styles.bar} x={x} width={`${100 / bars}%`} height="6" />
        ))}
        {filled === undefined ? (
          <rect className={styles.moving} width={`${100 / bars}%`} height="6" />
        ) : (
          <rect className={styles.filled} width={`${filled * 100}%`} height="6" />
        )}
      </svg>
    </div>
  );
}
