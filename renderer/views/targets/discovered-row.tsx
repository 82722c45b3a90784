/** One that discovery found: what became of it, and where it is open, its labels before and after relabelling. */
import { type MouseEvent, memo } from 'react';
import { plainLines, plainText } from '../../../shared/format/plain-text.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import type { DiscoveredTarget, DroppingRule } from '../../../shared/model/target.ts';
import { Chip, LabelChips } from '../../charts/label-chips.tsx';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Below } from '../../components/below.tsx';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Cell, GridRow, StateCell } from '../../components/grid-parts.tsx';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import type { GlyphKind } from '../../components/state-glyph.tsx';
import styles from './discovered-row.module.css';
import { labelsOf, namesOf } from './found-pages.ts';
import { LabelTable } from './label-table.tsx';
import { useRowTexts } from './row-texts.tsx';

export interface DiscoveredRowActions {
  readonly onToggle: (key: string) => void;
  readonly onHeight: (row: string, heightPx: number) => void;
  readonly onSteps: (found: DiscoveredTarget) => void;
  readonly onConfig: (pool: string) => void;
}

export interface DiscoveredRowProps {
  /** Undefined where it is on its way. */
  readonly found: DiscoveredTarget | undefined;
  /** The labels that tell it apart from others of its pool. */
  readonly naming: readonly string[] | undefined;
  readonly open: boolean;
  /** Its pool is the one of the row above. */
  readonly repeats: boolean;
  readonly frame: RowFrame;
  readonly actions: DiscoveredRowActions;
}

const glyphs: Readonly<Record<DiscoveredTarget['state'], GlyphKind>> = {
  active: 'ok',
  dropped: 'skipped',
  failed: 'bad',
};

export const DiscoveredRow = memo(
  function DiscoveredRow({ found, naming, open, repeats, frame, actions }: DiscoveredRowProps) {
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (found === undefined || document.getSelection()?.isCollapsed === false) return;
      if (event.target instanceof Element && event.target.closest('button, [data-inside]') !== null) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onToggle(found.key);
    };
    return (
      <GridRow
        frame={frame}
        level={1}
        open={found === undefined ? undefined : open}
        busy={found === undefined}
        className={styles.row}
        onClick={toggle}
      >
        <div className={styles.line} role="presentation">
          {found === undefined ? <Coming /> : <Cells found={found} naming={naming} repeats={repeats} />}
        </div>
        {found === undefined || !open ? null : (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            <Details found={found} actions={actions} />
          </Below>
        )}
      </GridRow>
    );
  },
  (a, b) =>
    a.found === b.found &&
    a.naming === b.naming &&
    a.open === b.open &&
    a.repeats === b.repeats &&
    a.actions === b.actions &&
    isSameFrame(a.frame, b.frame),
);

function Coming() {
  const { t } = useRowTexts();
  return <Cell className={styles.coming}>{t('found.asking')}</Cell>;
}

interface CellsProps extends Pick<DiscoveredRowProps, 'naming' | 'repeats'> {
  readonly found: DiscoveredTarget;
}

function Cells({ found, naming, repeats }: CellsProps) {
  const { t } = useRowTexts();
  const { state, pool, discovered, labels, droppedBy } = found;
  return (
    <>
      <StateCell look={state} glyph={glyphs[state]} word={t(`found.${state}`)} />
      <Cell className={styles.pool} data-look={repeats ? 'repeats' : undefined}>
        <MiddleText>{pool === '' ? t('found.poolUnknown') : pool}</MiddleText>
      </Cell>
      <Cell className={styles.address}>
        <MiddleText>{labelValue(discovered, '__address__') ?? ''}</MiddleText>
      </Cell>
      <Cell className={styles.labels}>
        {droppedBy === undefined ? null : <Dropping rule={droppedBy} />}
        <LabelChips labels={labelsOf(found)} names={namesOf(found, naming)} short={labels.length === 0} />
      </Cell>
    </>
  );
}

/** Which rule dropped it, and for what. */
function Dropping({ rule: { n, action, sourceLabels, value } }: { readonly rule: DroppingRule }) {
  const { t } = useRowTexts();
  const looked = JSON.stringify(value);
  return (
    <span className={styles.dropping}>
      <span className={styles.rule}>{t('found.byRule', { n, action })}</span>
      {sourceLabels.length === 0 ? null : <Chip text={looked} title={`${sourceLabels.join(', ')}=${looked}`} />}
    </span>
  );
}

interface DetailsProps {
  readonly found: DiscoveredTarget;
  readonly actions: DiscoveredRowActions;
}

function Details({ found, actions }: DetailsProps) {
  const { t } = useRowTexts();
  const { state, pool, discovered, labels, error, droppedBy } = found;
  return (
    <section className={styles.details} aria-label={t('found.details')}>
      <div>
        <LabelTable title={t('target.found', { count: discovered.length / 2 })} labels={discovered} look="found" />
      </div>
      <div>
        {state === 'active' ? (
          <LabelTable title={t('target.kept', { count: labels.length / 2 })} labels={labels} look="kept" />
        ) : (
          <p className={styles.why}>
            {state === 'failed'
              ? t('found.notScrapedFailed')
              : droppedBy === undefined
                ? t('found.notScraped')
                : t('found.notScrapedBy', { n: droppedBy.n, action: droppedBy.action })}
          </p>
        )}
        {error === '' ? null : (
          <p className={styles.error}>
            <code>{plainLines(error)}</code>
            <CopyButton text={error} look="quiet" />
          </p>
        )}
        <div className={styles.actions}>
          <Button size="small" onClick={() => actions.onSteps(found)}>
            {state === 'dropped' ? t('found.whyDropped') : t('target.steps')}
          </Button>
          {pool === '' ? null : (
            <Button size="small" title={plainText(pool)} onClick={() => actions.onConfig(pool)}>
              {t('target.config')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
