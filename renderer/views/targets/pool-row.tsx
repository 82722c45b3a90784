/** A pool: how many of its targets are up, a mark for each of them, and what they have in common. */
import { type MouseEvent, memo } from 'react';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Caret, Cell, GridRow } from '../../components/grid-parts.tsx';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import { formatScrape } from './format-texts.ts';
import { marksHeightPx, poolMarks } from './pool-marks.ts';
import { useRowTexts } from './row-texts.tsx';
import type { ShownPool } from './shown-targets.ts';
import styles from './target-rows.module.css';
import { countOf, type PoolModel } from './targets-model.ts';

export interface PoolRowProps {
  readonly shown: ShownPool;
  readonly open: boolean;
  readonly frame: RowFrame;
  readonly marksPx: number;
  /** What discovery found for it and its rules dropped, of a pool without targets; undefined where that is not known. */
  readonly dropped: number | undefined;
  readonly onToggle: (pool: string) => void;
  /** Leads to what was dropped. */
  readonly onDropped: (pool: string) => void;
}

/** Room for how many of them fit a search. */
const searchedPx = 70;

export const PoolRow = memo(
  function PoolRow({ shown, open, frame, marksPx, dropped, onToggle, onDropped }: PoolRowProps) {
    const { t, locale } = useRowTexts();
    const { pool } = shown;
    const all = countOf(pool.counts);
    const { up, down } = pool.counts;
    const isEmpty = all === 0;
    const shownCounts = { up: formatCount(up, locale), all: formatCount(all, locale) };
    const toggle = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
      if (isEmpty || (target instanceof Element && target.closest('button') !== null)) return;
      currentTarget.focus({ preventScroll: true });
      onToggle(pool.name);
    };
    return (
      <GridRow frame={frame} level={1} open={isEmpty ? undefined : open} className={styles.pool} onClick={toggle}>
        <Cell className={styles.name}>
          <Caret open={open} hidden={isEmpty} />
          <b className={styles.poolName}>
            <MiddleText>{pool.name}</MiddleText>
          </b>
        </Cell>
        <Cell className={styles.health} data-look={down > 0 ? 'broken' : undefined}>
          {isEmpty ? t('pool.empty') : t(up + down === 0 ? 'pool.unknown' : 'pool.up', shownCounts)}
        </Cell>
        {isEmpty ? (
          <WhyEmpty dropped={dropped} frame={frame} onShow={() => onDropped(pool.name)} />
        ) : (
          <Figures shown={shown} marksPx={marksPx} />
        )}
      </GridRow>
    );
  },
  (a, b) =>
    a.shown.pool === b.shown.pool &&
    a.shown.targets.length === b.shown.targets.length &&
    a.open === b.open &&
    a.marksPx === b.marksPx &&
    a.dropped === b.dropped &&
    a.onDropped === b.onDropped &&
    a.onToggle === b.onToggle &&
    isSameFrame(a.frame, b.frame),
);

function Figures({ shown: { pool, targets }, marksPx }: Pick<PoolRowProps, 'shown' | 'marksPx'>) {
  const { t, locale } = useRowTexts();
  const all = countOf(pool.counts);
  const isWhole = targets.length === all;
  return (
    <>
      <Cell className={styles.marks}>
        <Marks pool={pool} roomPx={isWhole ? marksPx : marksPx - searchedPx} />
        {isWhole ? null : (
          <span className={styles.faint}>
            {t('pool.shown', { shown: formatCount(targets.length, locale), all: formatCount(all, locale) })}
          </span>
        )}
      </Cell>
      <NumberCell text={pool.intervalMs === undefined ? '' : formatSpan(pool.intervalMs)} />
      <NumberCell text={pool.samples === undefined ? '' : formatCount(pool.samples, locale)} />
      <NumberCell text={pool.medianMs === undefined ? '' : formatScrape(pool.medianMs, locale)} />
    </>
  );
}

function NumberCell({ text }: { readonly text: string }) {
  return <Cell className={styles.number}>{text}</Cell>;
}

interface WhyEmptyProps extends Pick<PoolRowProps, 'dropped' | 'frame'> {
  readonly onShow: () => void;
}

/** Nothing as long as nobody has said it. */
function WhyEmpty({ dropped, frame, onShow }: WhyEmptyProps) {
  const { t, locale } = useRowTexts();
  const why =
    dropped === 0
      ? t('pool.nothingFound')
      : t('pool.allDropped', { count: dropped ?? 0, n: formatCount(dropped ?? 0, locale) });
  return (
    <Cell className={styles.whyEmpty} aria-colspan={4}>
      {dropped === undefined ? null : <span className={styles.why}>{why}</span>}
      {dropped === undefined || dropped === 0 ? null : (
        <button type="button" className={styles.show} tabIndex={frame.tabIndex} onClick={onShow}>
          {t('pool.showDropped')}
        </button>
      )}
    </Cell>
  );
}

function Marks({ pool, roomPx }: { readonly pool: PoolModel; readonly roomPx: number }) {
  const { t, locale } = useRowTexts();
  const all = countOf(pool.counts);
  const { up, down, unknown, widthPx, left } = poolMarks(pool, roomPx);
  const facts = { all, ...pool.counts };
  const spoken =
    pool.slowestMs === undefined
      ? t('pool.marks', facts)
      : t('pool.marksSlowest', { ...facts, time: formatScrape(pool.slowestMs, locale) });
  return (
    <>
      <svg className={styles.tape} role="img" aria-label={spoken} width={widthPx} height={marksHeightPx}>
        <path className={styles.markUp} d={up} />
        <path className={styles.markDown} d={down} />
        <path className={styles.markUnknown} d={unknown} />
        <path className={styles.markBase} d={`M0 20.5h${widthPx - 2}`} />
      </svg>
      {left === 0 ? null : <span className={styles.faint}>{t('pool.more', { n: formatCount(left, locale) })}</span>}
    </>
  );
}
