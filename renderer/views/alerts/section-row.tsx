/** A rule, or a value of a label: how it is, how many alerts there are, since when; below it what the rule says, where it is open. */
import { type MouseEvent, memo } from 'react';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Below } from '../../components/below.tsx';
import { Caret, Cell, GridRow, StateCell } from '../../components/grid-parts.tsx';
import { isRowClick } from '../../components/row-click.ts';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './alert-rows.module.css';
import { severityOf } from './alerts-model.ts';
import type { RowActions } from './row-actions.ts';
import { Since, useRowTexts } from './row-texts.tsx';
import { RuleDetails } from './rule-details.tsx';
import type { Section } from './shown-alerts.ts';
import { stateGlyphs } from './state-words.ts';

export interface SectionRowProps {
  readonly section: Section;
  readonly open: boolean;
  readonly frame: RowFrame;
  readonly actions: RowActions;
}

export const SectionRow = memo(
  function SectionRow({ section, open, frame, actions }: SectionRowProps) {
    const { t } = useRowTexts();
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (!isRowClick(event)) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onToggleSection(section.key);
    };
    const { state, sinceMs } = section;
    return (
      <GridRow frame={frame} level={1} open={open} className={styles.section} onClick={toggle}>
        <div className={styles.sectionLine} data-kind={section.kind} role="presentation">
          <Caret open={open} />
          <StateCell look={state} glyph={stateGlyphs[state]} word={t(`state.${state}`)} />
          <Cell className={styles.name}>
            <Name section={section} />
          </Cell>
          <Cell className={styles.severity}>
            {section.kind === 'rule' ? <span>{plainText(severityOf(section.model.rule))}</span> : null}
          </Cell>
          <Cell className={styles.counts}>
            <Counts section={section} />
          </Cell>
          <Cell className={styles.number}>{sinceMs === undefined ? null : <Since timeMs={sinceMs} />}</Cell>
        </div>
        {section.kind === 'rule' && open ? (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            <RuleDetails model={section.model} onExplore={actions.onExplore} onTry={actions.onTry} />
          </Below>
        ) : null}
      </GridRow>
    );
  },
  (a, b) => a.section === b.section && a.open === b.open && a.actions === b.actions && isSameFrame(a.frame, b.frame),
);

function Name({ section }: Pick<SectionRowProps, 'section'>) {
  const { t } = useRowTexts();
  if (section.kind === 'others') return <b className={styles.title}>{t('section.others')}</b>;
  if (section.kind === 'label') {
    const { label, value } = section;
    if (value === undefined) return <b className={styles.title}>{t('section.without', { label: plainText(label) })}</b>;
    return (
      <b className={styles.title}>
        <span className={styles.labelName}>{plainText(label)}</span>
        <MiddleText>{value === '' ? '""' : plainText(value)}</MiddleText>
      </b>
    );
  }
  const { rule, group } = section.model;
  const place = group === undefined ? '' : [group.name, group.file].filter(Boolean).join(' · ');
  return (
    <>
      <b className={styles.title}>
        <MiddleText>{plainText(rule.name)}</MiddleText>
        {rule.health === 'err' ? (
          <span className={styles.failing}>
            <StateGlyph kind="bad" />
            {t('section.failing')}
          </span>
        ) : null}
      </b>
      <span className={styles.place}>
        <MiddleText>{plainText(place)}</MiddleText>
      </span>
    </>
  );
}

/** "12 firing, 3 pending"; where a search fits only some of them, how many. */
function Counts({ section: { firing, pending, alerts, all } }: Pick<SectionRowProps, 'section'>) {
  const { t, locale } = useRowTexts();
  const said = [
    firing === 0 ? '' : t('section.firing', { n: formatCount(firing, locale) }),
    pending === 0 ? '' : t('section.pending', { n: formatCount(pending, locale) }),
  ].filter(Boolean);
  return (
    <>
      <span>{said.join(' · ')}</span>
      {alerts.length === all ? null : (
        <span className={styles.place}>
          {t('section.fit', { n: formatCount(alerts.length, locale), all: formatCount(all, locale) })}
        </span>
      )}
    </>
  );
}
