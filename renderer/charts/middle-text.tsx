/**
 * A name that is cut in its middle where it has no room: the ends of pod names are what tells them apart. What is seen are the two halves
 * as generated content; the name itself lies over them, unseen and whole, for whoever selects, copies, searches or hears it.
 */
import styles from './middle-text.module.css';

/** What stays of the end: a ReplicaSet's hash and a pod's suffix, but no more than half of the name. */
const tailLength = 12;

export function MiddleText({ children }: { readonly children: string }) {
  const cut = children.length - Math.min(tailLength, Math.floor(children.length / 2));
  return (
    <span className={styles.text} title={children} data-head={children.slice(0, cut)} data-tail={children.slice(cut)}>
      <span className={styles.whole}>{children}</span>
    </span>
  );
}
