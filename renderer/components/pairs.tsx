/** Labels or annotations, a line each: whatever a server said, only ever text; addresses in annotations lead somewhere. */
import { plainLines, plainText } from '../../shared/format/plain-text.ts';
import { type Labels, labelPairs } from '../../shared/model/labels.ts';
import styles from './details.module.css';
import { linkParts } from './links.ts';

export interface PairsProps {
  readonly title: string;
  readonly pairs: Labels;
  readonly look: 'label' | 'annotation';
  /** Where there are none. */
  readonly none: string;
}

export function Pairs({ title, pairs, look, none }: PairsProps) {
  return (
    <>
      <h4 className={styles.title}>{title}</h4>
      {pairs.length === 0 ? (
        <p className={styles.faint}>{none}</p>
      ) : (
        <dl className={styles.pairs} data-look={look}>
          {labelPairs(pairs).map(([name, value]) => (
            <div key={name}>
              <dt>{plainText(name)}</dt>
              <dd>{look === 'label' ? labelText(value) : <LinkedText text={value} />}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const labelText = (value: string) => (value === '' ? '""' : plainText(value));

export function LinkedText({ text }: { readonly text: string }) {
  return linkParts(text).map((part, index) =>
    part.kind === 'text' ? (
      plainLines(part.text)
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: an address may come twice, and the text is never another order
      <a key={index} className={styles.link} href={part.text} target="_blank" rel="noopener noreferrer">
        {part.text}
      </a>
    ),
  );
}
