/** A name that is cut in its middle where it has no room: the ends of pod names are what tells them apart. Whole on hover. */
import styles from './middle-text.module.css';

/** What stays of the end: a ReplicaSet's hash and a pod's suffix, but no more than half of the name. */
const tailLength = 12;

export function MiddleText({ children }: { readonly children: string }) {
  const cut = children.length - Math.min(tailLength, Math.floor(children.length / 2));
  return (
    <span className={styles.text} title={children}>
      <span className={styles.head}>{children.slice(0, cut)}</span>
      {cut < children.length ? <span className={styles.tail}>{children.slice(cut)}</span> : null}
    </span>
  );
}
