/** The flags of a server: what of them differs from the default first of all, found by word, sorted by any column. */
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type TableColumn, type TableSort, VirtualTable } from '../../charts/virtual-table.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useNarrow } from '../../components/use-media-query.ts';
import { type FlagRow, flagRows, shownFlags } from './flags-model.ts';
import styles from './flags-part.module.css';
import type { PartProps } from './part-props.ts';
import type { FlagSort } from './status-state.ts';
import { toldOf } from './use-status.ts';

export function FlagsPart({ reading, state, change }: PartProps) {
  const { t } = useTranslation('status');
  const said = toldOf(reading, 'flags')?.status;
  const version = toldOf(reading, 'buildinfo')?.status.version ?? '';
  const rows = useMemo(() => flagRows(said?.flags ?? [], version), [said, version]);
  const { text, onlyChanged, sort } = useDeferredValue(state);
  const shown = useMemo(() => shownFlags(rows, { text, onlyChanged, sort }), [rows, text, onlyChanged, sort]);
  const columns = useColumns(shown);
  const items = useMemo(() => shown.map((_, index) => index), [shown]);
  const onSort = ({ key, descending }: TableSort) => {
    if (isSortKey(key)) change({ sort: { key, descending } });
  };
  const clear = <Button onClick={() => change({ text: '', onlyChanged: false })}>{t('flags.clear')}</Button>;
  return (
    <div className={styles.panel}>
      <Summary rows={rows} shown={shown.length} leftOut={said?.leftOut ?? 0} version={version} />
      {shown.length === 0 ? (
        <Empty title={t(rows.length === 0 ? 'flags.none' : 'flags.nothing')} actions={rows.length === 0 ? null : clear}>
          {rows.length === 0 ? null : nothingWhy(t, text, onlyChanged)}
        </Empty>
      ) : (
        <VirtualTable
          label={t('part.flags')}
          columns={columns}
          items={items}
          sort={sort}
          onSort={onSort}
          maxHeight={undefined}
        />
      )}
    </div>
  );
}

const isSortKey = (key: string): key is FlagSort['key'] => key === 'name' || key === 'value' || key === 'mark';

function nothingWhy(t: ReturnType<typeof useTranslation<'status'>>['t'], text: string, onlyChanged: boolean): string {
  const plain = plainText(text.trim());
  if (plain === '') return t('flags.nothingChanged');
  return t(onlyChanged ? 'flags.nothingOfChanged' : 'flags.nothingOfAll', { text: plain });
}

interface SummaryProps {
  readonly rows: readonly FlagRow[];
  readonly shown: number;
  readonly leftOut: number;
  readonly version: string;
}

/** "54 flags, 7 differ from the defaults of 2.42.0." */
function Summary({ rows, shown, leftOut, version }: SummaryProps) {
  const { t, i18n } = useTranslation('status');
  const number = (count: number) => formatCount(count, i18n.language);
  const changed = rows.filter(({ isChanged }) => isChanged).length;
  const known = rows.filter(({ usual }) => usual !== undefined).length;
  return (
    <p className={styles.summary} role="status">
      <b>{t('flags.count', { count: rows.length, n: number(rows.length) })}</b>{' '}
      {known === 0
        ? t('flags.unknownDefaults')
        : t('flags.differ', { count: changed, n: number(changed), version: plainText(version) })}{' '}
      {shown === rows.length ? null : t('flags.shown', { n: number(shown) })}{' '}
      {leftOut === 0 ? null : t('flags.leftOut', { n: number(leftOut) })}
    </p>
  );
}

function useColumns(shown: readonly FlagRow[]): readonly TableColumn[] {
  const { t } = useTranslation('status');
  const narrow = useNarrow();
  const of =
    (cell: (row: FlagRow) => ReactNode): TableColumn['cell'] =>
    (item) => {
      const row = shown[item];
      return row === undefined ? null : cell(row);
    };
  const usual: TableColumn = {
    ...{ key: 'usual', head: t('flags.usual'), track: 'minmax(120px, 1fr)' },
    cell: of((row) =>
      row.usual === undefined ? (
        <span className={styles.faint}>{t('flags.notKnown')}</span>
      ) : (
        <span className={styles.usual}>
          <Value text={row.usual} />
        </span>
      ),
    ),
  };
  return [
    {
      ...{ key: 'name', head: t('flags.name'), track: 'minmax(200px, 1.3fr)', sortable: true },
      cell: of((row) => (
        <span className={styles.mono} data-changed={row.isChanged}>
          <MiddleText>{plainText(row.name)}</MiddleText>
        </span>
      )),
    },
    {
      ...{ key: 'value', head: t('flags.value'), track: 'minmax(140px, 1.5fr)', sortable: true },
      cell: of((row) => <Value text={row.text} isChanged={row.isChanged} />),
    },
    ...(narrow ? [] : [usual]),
    {
      ...{ key: 'mark', head: t('flags.mark'), track: '104px', sortable: true },
      cell: of((row) => (row.isChanged ? <Mark usual={row.usual ?? ''} /> : null)),
    },
  ];
}

function Value({ text, isChanged = false }: { readonly text: string; readonly isChanged?: boolean }) {
  const { t } = useTranslation('status');
  if (text === '') return <span className={styles.faint}>{t('value.nothing')}</span>;
  return (
    <span className={styles.mono} data-changed={isChanged}>
      <MiddleText>{plainText(text)}</MiddleText>
    </span>
  );
}

function Mark({ usual }: { readonly usual: string }) {
  const { t } = useTranslation('status');
  const title = usual === '' ? t('flags.usuallyNothing') : t('flags.usually', { value: plainText(usual) });
  return (
    <span className={styles.mark} title={title}>
      <svg width="8" height="8" aria-hidden="true">
        <rect className={styles.square} width="8" height="8" />
      </svg>
      {t('flags.changed')}
    </span>
  );
}
