/** One line of YAML with its colours, and with what is marked in it. Its text is harmless already (plainLines). */
import { classes } from './classes.ts';
import styles from './yaml-line.module.css';
import { type LineMark, lineParts, yamlSpans } from './yaml-spans.ts';

export interface YamlLineProps {
  readonly text: string;
  readonly marks?: readonly LineMark[];
}

const none: readonly LineMark[] = [];

export function YamlLine({ text, marks = none }: YamlLineProps) {
  return lineParts(text, yamlSpans(text), marks).map(({ text: part, look, mark }, index) => {
    const className = classes(look === undefined ? undefined : styles[look]);
    const Tag = mark === undefined ? 'span' : 'mark';
    return look === undefined && mark === undefined ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a line have no other name than their place
      <Tag key={index} className={classes(className, mark !== undefined && styles.mark)} data-mark={mark}>
        {part}
      </Tag>
    );
  });
}
