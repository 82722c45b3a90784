/** The records as rows: of any number, those in sight are in the page. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type TableColumn, VirtualTable } from '../../charts/virtual-table.tsx';
import { ActionMenu } from '../../components/action-menu.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useNarrow } from '../../components/use-media-query.ts';
import { contextPath } from '../../state/routing.ts';
import { useDeletions, useSettings } from '../../state/stores.tsx';
import { formatMoment } from './formats.ts';
import type { RecordColumn, RecordSort } from './records-model.ts';
import styles from './records-table.module.css';

export interface RecordsTableProps {
  readonly sources: readonly StoredSource[];
  readonly sort: RecordSort;
  readonly onSort: (sort: RecordSort) => void;
  readonly nameOf: (context: ContextId) => string;
  /** The view is to show one source: it may be the one that is open. */
  readonly onExport: (source: StoredSource) => void;
  readonly onDeletePart: (source: StoredSource) => void;
  readonly onDelete: (source: StoredSource) => void;
}

const columnKeys: ReadonlySet<string> = new Set<RecordColumn>(['name', 'kind', 'series', 'bytes', 'first', 'last']);

/** In a narrow window there is room for what tells records apart, and for what can be done with them. */
const wideOnly: ReadonlySet<string> = new Set(['kind', 'contexts', 'first']);

function isColumn(key: string): key is RecordColumn {
  return columnKeys.has(key);
}

export function RecordsTable(props: RecordsTableProps) {
  const { t } = useTranslation('history');
  const { sources, sort, onSort } = props;
  const all = useColumns(props);
  const columns = useNarrow() ? all.filter(({ key }) => !wideOnly.has(key)) : all;
  return (
    <VirtualTable
      label={t('records.label')}
      columns={columns}
      items={sources.map((_, index) => index)}
      sort={sort}
      onSort={({ key, descending }) => {
        if (isColumn(key)) onSort({ key, descending });
      }}
      maxHeight={undefined}
    />
  );
}

function useColumns(props: RecordsTableProps): readonly TableColumn[] {
  const { sources, nameOf } = props;
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const nowMs = Date.now();
  const moment = (ms: number | undefined) =>
    ms === undefined ? (
      <span className={styles.none}>{t('records.noSamples')}</span>
    ) : (
      formatMoment(ms, nowMs, timeZone, locale)
    );
  const most = Math.max(1, ...sources.map(({ bytes }) => bytes));
  const of =
    (cell: (source: StoredSource) => ReactNode): TableColumn['cell'] =>
    (item) => {
      const source = sources[item];
      return source === undefined ? null : cell(source);
    };
  return [
    {
      ...{ key: 'name', head: t('records.name'), track: 'minmax(190px, 1.4fr)', sortable: true },
      cell: of((source) => <Name source={source} />),
    },
    {
      ...{ key: 'kind', head: t('records.kind'), track: '104px', sortable: true },
      cell: of(({ kind }) => t(`records.kinds.${kind}`)),
    },
    {
      ...{ key: 'contexts', head: t('records.contexts'), track: 'minmax(110px, 1fr)' },
      cell: of(({ contexts }) => <Contexts names={contexts.map(nameOf).filter((name) => name !== '')} />),
    },
    {
      ...{ key: 'series', head: t('records.series'), track: '84px', numeric: true, sortable: true },
      cell: of(({ series }) => formatCount(series, locale)),
    },
    {
      ...{ key: 'bytes', head: t('records.disk'), track: '140px', numeric: true, sortable: true },
      cell: of(({ bytes }) => (
        <span className={styles.size}>
          <svg className={styles.bar} width="52" height="6" aria-hidden="true">
            <rect className={styles.ground} width="52" height="6" />
            <rect className={styles.filled} width={Math.max(1, (52 * bytes) / most)} height="6" />
          </svg>
          {formatBytes(bytes, { locale })}
        </span>
      )),
    },
    {
      ...{ key: 'first', head: t('records.first'), track: '128px', sortable: true },
      cell: of(({ firstMs }) => moment(firstMs)),
    },
    {
      ...{ key: 'last', head: t('records.last'), track: '128px', sortable: true },
      cell: of(({ lastMs }) => moment(lastMs)),
    },
    {
      ...{ key: 'state', head: t('records.state'), track: '158px' },
      cell: of((source) => <State source={source} />),
    },
    {
      ...{ key: 'actions', head: <span className="spoken">{t('records.actions')}</span>, track: '56px' },
      cell: of((source) => <Actions {...props} source={source} />),
    },
  ];
}

function Name({ source: { name, record, firstMs } }: { readonly source: StoredSource }) {
  const { t } = useTranslation('history');
  const plain = plainText(name);
  if (firstMs === undefined) return <MiddleText>{plain}</MiddleText>;
  return (
    <button
      type="button"
      className={styles.open}
      aria-label={t('records.openNamed', { name: plain })}
      onClick={() => navigate(contextPath(record, 'explorer'))}
    >
      <MiddleText>{plain}</MiddleText>
    </button>
  );
}

function Contexts({ names }: { readonly names: readonly string[] }) {
  const text = names.map(plainText).join(', ');
  return (
    <span className={styles.contexts} title={text}>
      {text}
    </span>
  );
}

function State({ source: { source, isWritten, problem, kind } }: { readonly source: StoredSource }) {
  const { t } = useTranslation('history');
  const errorText = useErrorText();
  const isGoing = useIsGoing(source);
  if (isGoing) return <Line glyph="pending" text={t('records.going')} />;
  if (problem !== undefined) {
    const { short, verdict, advice } = errorText(problem);
    return <Line glyph="bad" text={plainText(short)} whole={plainText(`${verdict} ${advice}`)} />;
  }
  if (isWritten) return <Line glyph="live" text={t('records.written')} />;
  return <Line glyph="recorded" text={t(kind === 'imported' ? 'records.imported' : 'records.kept')} />;
}

/** Whether the whole record is about to be deleted. */
function useIsGoing(source: string): boolean {
  return useDeletions().some((one) => one.source === source && one.part === undefined && one.state !== 'failed');
}

interface LineProps {
  readonly glyph: 'pending' | 'bad' | 'live' | 'recorded';
  readonly text: string;
  readonly whole?: string;
}

function Line({ glyph, text, whole }: LineProps) {
  return (
    <span className={styles.state} data-glyph={glyph} title={whole}>
      <StateGlyph kind={glyph} />
      <span className={styles.words}>{text}</span>
    </span>
  );
}

function Actions({ source, onExport, onDeletePart, onDelete }: RecordsTableProps & { readonly source: StoredSource }) {
  const { t } = useTranslation('history');
  const isGoing = useIsGoing(source.source);
  const [context] = source.contexts;
  const readable = source.firstMs !== undefined;
  // Without what the address says of this view: from all records to one.
  const look = () => navigate(contextPath(context ?? source.record, 'history'));
  // What is being written is not deleted: where that can be stopped is where it leads.
  const remove = source.isWritten
    ? { label: t('records.deleteWritten'), run: look, apart: !readable }
    : { label: t('records.delete'), run: () => onDelete(source), apart: !readable };
  return (
    <ActionMenu
      look="quiet"
      size="small"
      label={t('records.menu', { name: plainText(source.name) })}
      button="⋯"
      actions={[
        ...(readable
          ? [{ label: t('records.open'), run: () => navigate(contextPath(source.record, 'explorer')) }]
          : []),
        { label: t('records.look'), run: look },
        ...(readable ? [{ label: t('records.export'), run: () => onExport(source), apart: true }] : []),
        ...(readable ? [{ label: t('records.deletePart'), run: () => onDeletePart(source), apart: true }] : []),
        ...(isGoing ? [] : [remove]),
      ]}
    />
  );
}
