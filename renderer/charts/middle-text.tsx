/**
 * A name that is cut in its middle where it has no room: the ends of pod names are what tells them apart. What is seen are the two halves
 * as generated content; the name itself lies over them, unseen and whole, for whoever selects, copies, searches or hears it.
 */
import { middleCut } from './middle-cut.ts';
import styles from './middle-text.module.css';

export function MiddleText({ children }: { readonly children: string }) {
  const { head, tail } = middleCut(children);
  return (
    <span className={styles.text} title={children} data-head={head} data-tail={tail}>
      <span className={styles.whole}>{children}</span>
    </span>
  );
}
