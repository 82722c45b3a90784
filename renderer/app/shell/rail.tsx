/** The contexts, each with its state in words. A click chooses one and connects it; nothing is contacted before. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId, ContextSummary, KubeconfigFile } from '../../../shared/model/context.ts';
import { SearchField } from '../../components/search-field.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useNarrow } from '../../components/use-media-query.ts';
import type { AskedWay } from '../../state/asked.tsx';
import { contextGroups, filterContexts, neighbour } from '../../state/contexts-store.ts';
import { useContextActions } from '../actions.ts';
import { openPalette } from '../palette/palette-state.ts';
import { CompassMark } from './compass-mark.tsx';
import styles from './rail.module.css';
import { RailFiles } from './rail-files.tsx';
import { RailFoot } from './rail-foot.tsx';
import { RailList } from './rail-list.tsx';

export interface RailProps {
  readonly contexts: readonly ContextSummary[];
  readonly files: readonly KubeconfigFile[];
  readonly selected: ContextId | undefined;
  /** Of whom that one is asked. */
  readonly from: AskedWay['from'];
}

export function Rail({ contexts, files, selected, from }: RailProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const narrow = useNarrow();
  const wanted = narrow ? '' : filter;
  const shown = useMemo(() => {
    const { computer, clusters, addresses, records } = contextGroups(filterContexts(contexts, wanted));
    return [...computer, ...clusters, ...addresses, ...records];
  }, [contexts, wanted]);
  const actions = useContextActions();
  useShortcut('[', t('keys.previousContext'), () => {
    const previous = neighbour(shown, selected, -1);
    if (previous !== undefined) actions.show(previous);
  });
  useShortcut(']', t('keys.nextContext'), () => {
    const next = neighbour(shown, selected, 1);
    if (next !== undefined) actions.show(next);
  });
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <a
        className={styles.brand}
        href="/"
        aria-label={t('rail.home')}
        onClick={(event) => {
          event.preventDefault();
          actions.home();
        }}
      >
        <CompassMark />
        <span className={styles.name}>{t('name')}</span>
      </a>
      {narrow ? null : (
        <SearchField
          label={t('rail.find')}
          keyLabel={t('keys.find')}
          text={filter}
          onChange={setFilter}
          className={styles.filter}
        />
      )}
      {narrow ? <FindKey /> : null}
      <RailList contexts={contexts} shown={shown} selected={selected} from={from} narrow={narrow} filter={wanted} />
      <RailFiles files={files} />
      <RailFoot />
    </nav>
  );
}

/** Where there is no room for the box, its key opens the palette with the contexts. */
function FindKey() {
  const { t } = useTranslation();
  useShortcut('/', t('keys.find'), () => openPalette('@'));
  return null;
}
