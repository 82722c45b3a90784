/** How much of what it may take something takes: a bar, amber from where that is near. */
import { classes } from './classes.ts';
import styles from './share-bar.module.css';

export interface ShareBarProps {
  /** 0 to 1, and more where it takes longer than it may. */
  readonly share: number;
  readonly title: string;
  /** Where it stands in its cell. */
  readonly className?: string | undefined;
}

const nearLimit = 0.8;
/** Less could not be seen. */
const leastPercent = 4;

export function ShareBar({ share, title, className }: ShareBarProps) {
  const percent = Math.min(100, Math.max(leastPercent, share * 100));
  return (
    <span className={classes(styles.bar, className)} title={title} data-near={share >= nearLimit}>
      <i style={{ width: `${percent}%` }} />
    </span>
  );
}
