/** The labels that tell a target apart, in one line: as many as there is room for; all of them are in its details. */
import { plainText } from '../../../shared/format/plain-text.ts';
import { type Labels, labelValue } from '../../../shared/model/labels.ts';
import styles from './label-chips.module.css';

export interface LabelChipsProps {
  readonly labels: Labels;
  /** Which of them, in this order. */
  readonly names: readonly string[];
}

/** More have no room in any window. */
const mostChips = 8;

export function LabelChips({ labels, names }: LabelChipsProps) {
  return (
    <span className={styles.line}>
      {names.slice(0, mostChips).map((name) => {
        const value = labelValue(labels, name);
        if (value === undefined) return null;
        return <Chip key={name} text={`${name}=${JSON.stringify(value)}`} />;
      })}
    </span>
  );
}

export function Chip({ text }: { readonly text: string }) {
  const plain = plainText(text);
  return (
    <code className={styles.chip} title={plain}>
      {plain}
    </code>
  );
}
