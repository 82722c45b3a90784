/** The versions of a record, the newest first, with how much each differs from the one before; any two of them are chosen to be compared. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { type RowProps, VirtualList } from '../../components/virtual-list.tsx';
import { useSettings } from '../../state/stores.tsx';
import { type ChosenVersions, versionBefore } from './chosen-versions.ts';
import type { VersionName } from './configuration-state.ts';
import { useVersionCounts, type VersionCounts } from './use-version-counts.ts';
import type { ReadVersion } from './use-versions.ts';
import styles from './versions-list.module.css';

export interface VersionsListProps {
  /** Rising. */
  readonly timesMs: readonly number[];
  readonly leftOut: number;
  /** What the server has now stands above them. */
  readonly hasNow: boolean;
  readonly chosen: ChosenVersions;
  readonly read: ReadVersion;
  readonly onChoose: (chosen: ChosenVersions) => void;
}

const rowPx = 44;
/** Those that are compared with the one before by themselves: more are in sight only after one has looked further. */
const countedAtFirst = 30;

export function VersionsList({ timesMs, leftOut, hasNow, chosen, read, onChoose }: VersionsListProps) {
  const { t, i18n } = useTranslation('configuration');
  const [looked, setLooked] = useState(countedAtFirst);
  const newestFirst = timesMs.toReversed();
  const counts = useVersionCounts(timesMs, newestFirst.slice(0, looked), read);
  const items: readonly VersionName[] = [...(hasNow ? (['now'] as const) : []), ...newestFirst];
  const render = (name: VersionName, row: RowProps) => (
    <VersionRow {...{ name, row, chosen, timesMs, onChoose }} counts={name === 'now' ? undefined : counts.get(name)} />
  );
  return (
    <section
      className={styles.versions}
      aria-label={t('changes.versions')}
      onScrollCapture={({ currentTarget, target }) => {
        if (!(target instanceof HTMLElement) || !currentTarget.contains(target)) return;
        const seen = Math.ceil((target.scrollTop + target.clientHeight) / rowPx);
        setLooked((before) => Math.max(before, seen));
      }}
    >
      <header className={styles.head}>
        <h2 className={styles.title}>{t('changes.versions')}</h2>
        <span className={styles.note}>{t('changes.versionsNote')}</span>
      </header>
      <div className={styles.rows}>
        <VirtualList
          label={t('changes.versions')}
          items={items}
          keyOf={String}
          rowHeight={rowPx}
          current={chosen.after === undefined ? -1 : items.indexOf(chosen.after)}
          render={render}
        />
      </div>
      {leftOut === 0 ? null : (
        <p className={styles.leftOut}>
          {t('changes.leftOut', { count: leftOut, n: formatCount(leftOut, i18n.language) })}
        </p>
      )}
    </section>
  );
}

interface VersionRowProps extends Pick<VersionsListProps, 'chosen' | 'timesMs' | 'onChoose'> {
  readonly name: VersionName;
  readonly row: RowProps;
  readonly counts: VersionCounts | undefined;
}

function VersionRow({ name, row, chosen, timesMs, counts, onChoose }: VersionRowProps) {
  const { t } = useTranslation('configuration');
  const nameOf = useVersionName();
  const time = nameOf(name);
  const before = versionBefore(name, timesMs);
  const side = (which: 'before' | 'after') => (
    <button
      type="button"
      tabIndex={row.tabIndex}
      className={styles.side}
      aria-pressed={chosen[which] === name}
      aria-label={t(which === 'before' ? 'changes.chooseBefore' : 'changes.chooseAfter', { time })}
      onClick={() => onChoose({ ...chosen, [which]: name })}
    >
      {t(which === 'before' ? 'changes.before' : 'changes.after')}
    </button>
  );
  return (
    <div className={styles.row} data-chosen={chosen.before === name || chosen.after === name}>
      <button
        {...row}
        type="button"
        className={styles.version}
        title={t('changes.choose', { time })}
        onClick={() => onChoose({ before: before ?? name, after: name })}
      >
        <span className={styles.time}>{time}</span>
        <span className={styles.second}>
          {name === 'now' ? (
            t('changes.nowOwn')
          ) : before === undefined ? (
            t('changes.first')
          ) : (
            <Counts counts={counts} />
          )}
        </span>
      </button>
      {side('before')}
      {side('after')}
    </div>
  );
}

function Counts({ counts }: { readonly counts: VersionCounts | undefined }) {
  const { t, i18n } = useTranslation('configuration');
  if (counts === undefined) return t('changes.counting');
  if (counts === 'failed') return t('changes.notCounted');
  const added = formatCount(counts.added, i18n.language);
  const removed = formatCount(counts.removed, i18n.language);
  return (
    <>
      <span aria-hidden="true">
        <span className={styles.added}>+{added}</span> <span className={styles.removed}>−{removed}</span>
      </span>
      <span className="spoken">{t('changes.countsSpoken', { added, removed })}</span>
    </>
  );
}

/** How a version is called. */
export function useVersionName(): (name: VersionName) => string {
  const { t } = useTranslation('configuration');
  const { timeZone } = useSettings();
  return (name) => (name === 'now' ? t('changes.now') : formatDateTime(Math.floor(name / 1000) * 1000, timeZone));
}
