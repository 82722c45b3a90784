/** A group of rules: where it stands, how many of its rules fail, how often it is evaluated, and how long that takes. */
import { type MouseEvent, memo } from 'react';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Caret, Cell, GridRow } from '../../components/grid-parts.tsx';
import { isRowClick } from '../../components/row-click.ts';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { TimeCells } from './cells.tsx';
import type { RowActions, RowTexts } from './row-texts.ts';
import styles from './rule-rows.module.css';
import type { ShownGroup } from './shown-rules.ts';

export interface GroupRowProps {
  readonly shown: ShownGroup;
  readonly open: boolean;
  readonly frame: RowFrame;
  readonly texts: RowTexts;
  readonly actions: RowActions;
}

export const GroupRow = memo(
  function GroupRow({ shown, open, frame, texts, actions }: GroupRowProps) {
    const { t } = texts;
    const { group } = shown.model;
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (!isRowClick(event)) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onGroup(group.key);
    };
    const { intervalMs, evaluatedMs, durationMs } = group;
    return (
      <GridRow frame={frame} level={1} open={open} className={styles.group} onClick={toggle}>
        <div className={styles.groupLine} role="presentation">
          <Caret open={open} />
          <Cell className={styles.name}>
            <b className={styles.title}>
              <MiddleText>{plainText(group.name)}</MiddleText>
            </b>
            <span className={styles.place}>
              <MiddleText>{plainText(group.file)}</MiddleText>
            </span>
          </Cell>
          <Cell className={styles.counts}>
            <Counts shown={shown} texts={texts} />
          </Cell>
          <Cell className={styles.number}>
            {intervalMs === undefined ? null : t('row.every', { time: formatSpan(intervalMs) })}
          </Cell>
          <TimeCells {...{ texts, evaluatedMs, durationMs, intervalMs }} />
        </div>
      </GridRow>
    );
  },
  (a, b) =>
    a.shown === b.shown &&
    a.open === b.open &&
    a.texts === b.texts &&
    a.actions === b.actions &&
    isSameFrame(a.frame, b.frame),
);

/** "12 rules", which fail, how many of them fit, and which are left out. */
function Counts({ shown: { model, rules }, texts: { t, locale } }: Pick<GroupRowProps, 'shown' | 'texts'>) {
  const { group, failing } = model;
  const n = (count: number) => formatCount(count, locale);
  return (
    <>
      {failing === 0 ? null : (
        <span className={styles.failing}>
          <StateGlyph kind="bad" />
          {t('group.failing', { count: failing, n: n(failing) })}
        </span>
      )}
      <span>
        {rules.length === group.rules
          ? t('group.rules', { count: group.rules, n: n(group.rules) })
          : t('group.fit', { n: n(rules.length), all: n(group.rules) })}
      </span>
    </>
  );
}
