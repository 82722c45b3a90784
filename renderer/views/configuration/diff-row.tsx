/** A row of what differs: a line of one text or of both, or so many that are the same. */
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { LineFrame } from '../../components/virtual-lines.tsx';
import { YamlLine } from '../../components/yaml-line.tsx';
import styles from './diff-row.module.css';
import { changedWithin, type DiffRow } from './diff-rows.ts';
import { type BothSizes, hangIn } from './diff-wrapping.ts';
import type { LineSizes } from './line-sizes.ts';

export interface DiffRowViewProps {
  readonly frame: LineFrame;
  readonly index: number;
  readonly row: DiffRow;
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly isSplit: boolean;
  /** Its lines go on below; undefined: to the side. */
  readonly hangs: BothSizes | undefined;
  readonly onOpen: (gap: number) => void;
}

export function DiffRowView({ frame, index, row, a, b, isSplit, hangs, onOpen }: DiffRowViewProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: rows of a table could not be placed
    <div
      {...frame}
      role="row"
      aria-rowindex={index + 1}
      className={styles.row}
      data-kind={row.kind}
      data-look={isSplit ? 'split' : 'unified'}
      data-wraps={hangs !== undefined}
    >
      {row.kind === 'gap' ? (
        <Gap gap={row} onOpen={onOpen} />
      ) : isSplit ? (
        <SplitCells {...{ row, a, b, hangs }} />
      ) : (
        <UnifiedCells {...{ row, a, b, hangs }} />
      )}
    </div>
  );
}

function Gap({
  gap,
  onOpen,
}: {
  readonly gap: Extract<DiffRow, { kind: 'gap' }>;
  readonly onOpen: (gap: number) => void;
}) {
  const { t, i18n } = useTranslation('configuration');
  const n = formatCount(gap.count, i18n.language);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: cells of a table could not be placed
    <div role="gridcell" className={styles.gap}>
      <button type="button" tabIndex={-1} className={styles.open} onClick={() => onOpen(gap.a)}>
        {t('changes.gap', { count: gap.count, n })}
      </button>
    </div>
  );
}

type Lines = Pick<DiffRowViewProps, 'a' | 'b' | 'hangs'>;
type LineRow = Exclude<DiffRow, { kind: 'gap' }>;

function UnifiedCells({ row, a, b, hangs }: Lines & { readonly row: LineRow }) {
  const { t } = useTranslation('configuration');
  const inA = row.kind === 'added' ? undefined : row.a;
  const inB = row.kind === 'removed' ? undefined : row.b;
  const text = (inB === undefined ? a[inA ?? -1] : b[inB]) ?? '';
  const other = row.kind === 'removed' ? b[row.pair ?? -1] : row.kind === 'added' ? a[row.pair ?? -1] : undefined;
  const sign = row.kind === 'removed' ? '−' : row.kind === 'added' ? '+' : ' ';
  return (
    <>
      <LineNumber line={inA} />
      <LineNumber line={inB} />
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: cells of a table could not be placed */}
      <div
        role="gridcell"
        className={styles.text}
        style={inB === undefined ? hanging(hangs?.a, inA) : hanging(hangs?.b, inB)}
      >
        <span className={styles.sign} aria-hidden="true">
          {sign}
        </span>
        {row.kind === 'same' ? null : (
          <span className="spoken">{t(row.kind === 'removed' ? 'changes.removed' : 'changes.added')}</span>
        )}
        <Changed text={text} other={other} />
      </div>
    </>
  );
}

function SplitCells({ row, a, b, hangs }: Lines & { readonly row: LineRow }) {
  const { t } = useTranslation('configuration');
  const inA = row.kind === 'added' ? undefined : row.a;
  const inB = row.kind === 'removed' ? undefined : row.b;
  const isSame = row.kind === 'same';
  const half = (
    line: number | undefined,
    own: readonly string[],
    other: string | undefined,
    side: 'removed' | 'added',
  ) => (
    <>
      <LineNumber line={line} />
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: cells of a table could not be placed */}
      <div
        role="gridcell"
        className={styles.text}
        title={line === undefined || hangs !== undefined ? undefined : own[line]}
        style={hanging(side === 'removed' ? hangs?.a : hangs?.b, line)}
        data-side={line === undefined ? 'none' : isSame ? 'same' : side}
      >
        {line === undefined ? null : (
          <>
            <span className={styles.sign} aria-hidden="true">
              {isSame ? ' ' : side === 'removed' ? '−' : '+'}
            </span>
            {isSame ? null : <span className="spoken">{t(`changes.${side}`)}</span>}
            <Changed text={own[line] ?? ''} other={isSame ? undefined : other} />
          </>
        )}
      </div>
    </>
  );
  return (
    <>
      {half(inA, a, inB === undefined ? undefined : b[inB], 'removed')}
      {half(inB, b, inA === undefined ? undefined : a[inA], 'added')}
    </>
  );
}

/** What goes on below stands further in than its line begins, behind the sign. */
function hanging(sizes: LineSizes | undefined, line: number | undefined): CSSProperties | undefined {
  if (sizes === undefined || line === undefined) return undefined;
  const behind = `${hangIn(sizes, line)}ch + 20px`;
  return { paddingLeft: `calc(${behind})`, textIndent: `calc(-1 * (${behind}))` };
}

function LineNumber({ line }: { readonly line: number | undefined }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: cells of a table could not be placed
    <div role="gridcell" className={styles.number}>
      {line === undefined ? '' : line + 1}
    </div>
  );
}

/** @param other the line that it stands for; what differs from it is marked */
function Changed({ text, other }: { readonly text: string; readonly other: string | undefined }) {
  const within = other === undefined ? undefined : changedWithin(text, other);
  return (
    <code className={styles.code}>
      <YamlLine text={text} {...(within === undefined ? {} : { marks: [{ ...within, isCurrent: false }] })} />
    </code>
  );
}
