/** The labels that tell one of many apart, in one line: as many as there is room for; all of them are in its details. */
import { plainText } from '../../shared/format/plain-text.ts';
import { type Labels, labelValue } from '../../shared/model/labels.ts';
import styles from './label-chips.module.css';
import { MiddleText } from './middle-text.tsx';

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
  const shown = names.filter((name) => labelValue(labels, name) !== undefined).slice(0, mostChips);
  return (
    <span className={styles.line}>
      {shown.map((name, index) => {
        const pair = `=${JSON.stringify(labelValue(labels, name))}`;
        const text = (short ? shortName(name) : name) + pair;
        return <Chip key={name} text={text} title={name + pair} cuts={index === 0} />;
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

export interface ChipProps {
  readonly text: string;
  readonly title?: string;
  /** It may have to be cut. In a line that wraps out of sight that is the first one only, and to be ready for it costs eight boxes. */
  readonly cuts?: boolean;
}

export function Chip({ text, title = text, cuts = true }: ChipProps) {
  const plain = plainText(text);
  return (
    <code className={styles.chip} title={plainText(title)}>
      {cuts && plain.length > longText ? <MiddleText>{plain}</MiddleText> : plain}
    </code>
  );
}
