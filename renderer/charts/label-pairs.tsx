/** Label pairs as chips, in mono: `job="node"`. Values are whatever a server sent: they are only ever text. */
import { type Labels, labelPairs } from '../../shared/model/labels.ts';
import styles from './label-pairs.module.css';

export function LabelPairs({ labels }: { readonly labels: Labels }) {
  return (
    <>
      {labelPairs(labels).map(([name, value]) => (
        <code key={name} className={styles.pair} title={`${name}=${JSON.stringify(value)}`}>
          {name}={JSON.stringify(value)}
        </code>
      ))}
    </>
  );
}
