/** The labels that tell a target apart, in one line: as many as there is room for; all of them are in its details. */
import { plainText } from '../../../shared/format/plain-text.ts';
import { type Labels, labelValue } from '../../../shared/model/labels.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import styles from './label-chips.module.css';

export interface LabelChipsProps {
  readonly labels: Labels;
  /** Which of them, in this order. */
  readonly names: readonly string[];
  /** Without what all names of discovery begin with. */
  readonly short?: boolean;
}

/** More have no room in any window. */
const mostChips = 8;

export function LabelChips({ labels, names, short = false }: LabelChipsProps) {
  return (
    <span className={styles.line}>
      {names.slice(0, mostChips).map((name) => {
        const value = labelValue(labels, name);
        if (value === undefined) return null;
        const pair = `=${JSON.stringify(value)}`;
        return short ? (
          <Chip key={name} text={shortName(name) + pair} title={name + pair} />
        ) : (
          <Chip key={name} text={name + pair} />
        );
      })}
    </span>
  );
}

/** `pod_name` for `__meta_kubernetes_pod_name`: in a row there is room for what differs. */
export function shortName(name: string): string {
  return name.replace(/^__meta_(?:kubernetes_)?(?=.)/, '');
}

/** Longer ones may have no room, and are cut in their middle then: the ends of pods' names tell them apart. */
const longText = 24;

export function Chip({ text, title = text }: { readonly text: string; readonly title?: string }) {
  const plain = plainText(text);
  return (
    <code className={styles.chip} title={plainText(title)}>
      {plain.length > longText ? <MiddleText>{plain}</MiddleText> : plain}
    </code>
  );
}
