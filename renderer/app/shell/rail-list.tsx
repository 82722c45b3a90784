/** The rows of the rail: this computer, clusters, addresses, then what is only a record, one list for the keys and for long kubeconfigs. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { useNow } from '../../components/use-now.ts';
import { VirtualList } from '../../components/virtual-list.tsx';
import type { AskedWay } from '../../state/asked.tsx';
import { neverConnected } from '../../state/connections-store.ts';
import { contextGroups, groupOf, matchBesideName, tellApart } from '../../state/contexts-store.ts';
import { initials } from '../../state/initials.ts';
import { useAlertCounts, useConnections } from '../../state/stores.tsx';
import styles from './rail.module.css';
import { RailRow } from './rail-row.tsx';

export interface RailListProps {
  readonly contexts: readonly ContextSummary[];
  /** Those of them that are listed, group by group. */
  readonly shown: readonly ContextSummary[];
  readonly selected: ContextId | undefined;
  /** Of whom that one is asked. */
  readonly from: AskedWay['from'];
  readonly narrow: boolean;
  readonly filter: string;
}

const rowHeightPx = 42;
const narrowRowHeightPx = 46;
/** As in the style sheet. */
const headHeightPx = 30;
const narrowHeadHeightPx = 13;

export function RailList({ contexts, shown, selected, from, narrow, filter }: RailListProps) {
  const { t } = useTranslation();
  const connections = useConnections();
  const alerts = useAlertCounts();
  const counting = [...connections.values()].some(({ told }) => told.kind === 'backingOff');
  const nowMs = useNow(counting);
  const apart = useMemo(() => tellApart(contexts), [contexts]);
  const all = useMemo(() => contextGroups(contexts), [contexts]);
  const marks = useMemo(() => {
    const two = initials(contexts.map(({ name }) => name));
    return new Map(contexts.map(({ id }, i) => [id, two[i] ?? '']));
  }, [contexts]);
  if (contexts.length === 0) return <Head label={t('rail.none')} fills />;
  if (shown.length === 0) return <p className={styles.noMatch}>{t('rail.noMatch', { text: filter.trim() })}</p>;
  const head = (context: ContextSummary, index: number) => {
    const group = groupOf(context);
    const before = shown[index - 1];
    if (before !== undefined && groupOf(before) === group) return undefined;
    if (group === 'computer') return <Head label={t('rail.computer')} />;
    const listed = shown.filter((one) => groupOf(one) === group).length;
    return <Head label={t(`rail.${group}`)} shown={listed} all={all[group].length} />;
  };
  return (
    <div className={styles.list}>
      <VirtualList
        label={t('rail.label')}
        items={shown}
        keyOf={(context) => context.id}
        rowHeight={narrow ? narrowRowHeightPx : rowHeightPx}
        before={head}
        beforeHeight={narrow ? narrowHeadHeightPx : headHeightPx}
        current={shown.findIndex(({ id }) => id === selected)}
        render={(context, row) => (
          <RailRow
            context={context}
            connection={connections.get(context.id) ?? neverConnected}
            alerts={alerts.get(context.id)}
            nowMs={nowMs}
            selected={context.id === selected}
            from={context.id === selected ? from : undefined}
            marks={marks.get(context.id) ?? ''}
            place={matchBesideName(context, filter) ?? apart.get(context.id)}
            narrow={narrow}
            row={row}
          />
        )}
      />
    </div>
  );
}

interface HeadProps {
  readonly label: string;
  readonly shown?: number;
  readonly all?: number;
  /** Nothing is under it: it takes the list's place. */
  readonly fills?: boolean;
}

function Head({ label, shown = 0, all = 0, fills = false }: HeadProps) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const counted = shown === all ? count(all) : t('rail.countOf', { shown: count(shown), all: count(all) });
  return (
    <h2 className={styles.group} data-fills={fills}>
      <span>{label}</span>
      {all === 0 ? null : <span>{counted}</span>}
    </h2>
  );
}
