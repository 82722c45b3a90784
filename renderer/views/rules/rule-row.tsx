/** A rule: how it is, what it is called, when and how long it was evaluated last, and why that failed; below it what it says, where it is open. */
import { type MouseEvent, memo } from 'react';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Below } from '../../components/below.tsx';
import { Caret, Cell, GridRow, StateCell } from '../../components/grid-parts.tsx';
import { isRowClick } from '../../components/row-click.ts';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import type { GlyphKind } from '../../components/state-glyph.tsx';
import { TimeCells } from './cells.tsx';
import type { RowActions, RowTexts } from './row-texts.ts';
import { RuleDefinition } from './rule-definition.tsx';
import styles from './rule-rows.module.css';
import type { Health } from './rules-state.ts';
import type { Row } from './shown-rules.ts';

type RuleRowModel = Extract<Row, { kind: 'rule' }>;

export interface RuleRowProps extends Pick<RuleRowModel, 'model' | 'open' | 'place'> {
  readonly frame: RowFrame;
  readonly texts: RowTexts;
  readonly actions: RowActions;
}

export const healthGlyphs: Readonly<Record<Health, GlyphKind>> = {
  ...{ ok: 'ok', err: 'bad', unknown: 'idle' },
};
const looks = { ok: 'up', err: 'down', unknown: 'unknown' } as const;

/** Nobody reads more of it in a row. */
const longestError = 300;

export const RuleRow = memo(
  function RuleRow({ model, open, place, frame, texts, actions }: RuleRowProps) {
    const { t } = texts;
    const { rule, intervalMs, groupName } = model;
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (!isRowClick(event)) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onRule(rule.key);
    };
    const { evaluatedMs, durationMs, health, error } = rule;
    return (
      <GridRow
        frame={frame}
        level={place === undefined ? 1 : 2}
        open={open}
        {...(place === undefined ? {} : { place })}
        className={styles.rule}
        onClick={toggle}
      >
        <div className={styles.ruleLine} data-flat={place === undefined} role="presentation">
          <Caret open={open} />
          <StateCell look={looks[health]} glyph={healthGlyphs[health]} word={t(`health.${health}`)} />
          <Cell className={styles.what}>
            <b className={styles.ruleName}>
              <MiddleText>{plainText(rule.name)}</MiddleText>
            </b>
            <span className={styles.place}>
              <MiddleText>{place === undefined ? plainText(groupName) : t(`kind.${rule.kind}`)}</MiddleText>
            </span>
          </Cell>
          <TimeCells {...{ texts, evaluatedMs, durationMs, intervalMs }} />
          {error === '' ? null : (
            <Cell className={styles.error}>
              <MiddleText>{shortened(plainText(error), longestError)}</MiddleText>
            </Cell>
          )}
        </div>
        {open ? (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            <RuleDefinition {...{ model, texts, actions }} />
          </Below>
        ) : null}
      </GridRow>
    );
  },
  (a, b) =>
    a.model === b.model &&
    a.open === b.open &&
    a.place?.at === b.place?.at &&
    a.place?.of === b.place?.of &&
    a.texts === b.texts &&
    a.actions === b.actions &&
    isSameFrame(a.frame, b.frame),
);
