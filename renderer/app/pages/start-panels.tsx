/** The contexts that were found, that none is contacted until it is chosen, what is wrong with files, and keys to know: panels of the start. */
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { ContextSummary, ContextsSnapshot } from '../../../shared/model/context.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { KeyCap } from '../../components/key-cap.tsx';
import { Panel } from '../../components/panel.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { commandPrefix } from '../../components/shortcut-dispatcher.ts';
import { useShortcuts } from '../../components/shortcuts.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useNarrow } from '../../components/use-media-query.ts';
import { type RowProps, VirtualList } from '../../components/virtual-list.tsx';
import { chosenFrom, filterContexts } from '../../state/contexts-store.ts';
import { addressPath, settingsPath } from '../../state/routing.ts';
import { useConnection, useSettings } from '../../state/stores.tsx';
import { useContextActions } from '../actions.ts';
import { keyCaps } from '../key-caps.ts';
import { paletteKey } from '../palette/palette-key.ts';
import { useStateText } from '../state-text.ts';
import { BrokenFiles } from './broken-files.tsx';
import { LookedPanel, NoContextsTodo } from './no-contexts-page.tsx';
import styles from './start-page.module.css';

export interface StartPanelsProps {
  readonly snapshot: ContextsSnapshot;
}

/** One below the other: beside the overview of this computer. */
export function StartPanels({ snapshot }: StartPanelsProps) {
  const { t } = useTranslation();
  const isEmpty = chosenFrom(snapshot.contexts).length === 0;
  return (
    <>
      {isEmpty ? (
        <>
          <LookedPanel snapshot={snapshot} title={t('noContexts.verdict')} />
          <NoContextsTodo />
        </>
      ) : (
        <ContextsPanel snapshot={snapshot} />
      )}
      <BrokenFiles snapshot={snapshot} {...(isEmpty ? { leaveOut: 'kubeconfig.notFound' } : {})} />
      <KeysPanel />
    </>
  );
}

export function ContextsPanel({ snapshot }: StartPanelsProps) {
  const { t } = useTranslation();
  const { files } = snapshot;
  const contexts = useMemo(() => chosenFrom(snapshot.contexts), [snapshot]);
  const good = files.filter(({ kind, contexts: count }) => kind === 'file' && count > 0);
  const inFiles = contexts.filter(({ address }) => address === undefined).length;
  const counted = good.length === 0 ? undefined : t('start.inFiles', { contexts: inFiles, count: good.length });
  return (
    <Panel title={inFiles < contexts.length ? t('start.clustersAndAddresses') : t('start.clusters')} aside={counted}>
      <p className={styles.found}>
        {good.length === 0 || good.length > namedFilesAtMost
          ? t('start.foundMany')
          : t('start.found', { files: good.map(({ path }) => path).join(', ') })}
      </p>
      <Contexts contexts={contexts} />
      <div className={styles.foot}>
        <Button onClick={() => navigate(settingsPath('kubeconfig'))}>{t('start.addFile')}</Button>
        <Button onClick={() => navigate(addressPath(undefined))}>{t('start.addAddress')}</Button>
      </div>
    </Panel>
  );
}

const rowHeightPx = 41;

/** Fewer than that are read faster than a search is typed. */
const searchedFrom = 10;

/** All of them. The narrow rail has no search, so the list has one there. */
function Contexts({ contexts }: { readonly contexts: readonly ContextSummary[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const searched = useNarrow() && contexts.length >= searchedFrom;
  const wanted = searched ? text : '';
  const shown = useMemo(() => filterContexts(contexts, wanted), [contexts, wanted]);
  return (
    <>
      {searched ? (
        <SearchField
          label={t('rail.find')}
          keyLabel={t('keys.find')}
          text={text}
          onChange={setText}
          className={styles.find}
        />
      ) : null}
      {shown.length === 0 ? <p className={styles.found}>{t('rail.noMatch', { text: wanted.trim() })}</p> : null}
      <div className={styles.list}>
        <VirtualList
          label={t('start.clusters')}
          items={shown}
          keyOf={(context) => context.id}
          rowHeight={rowHeightPx}
          current={-1}
          render={(context, row) => <ContextRow context={context} row={row} />}
        />
      </div>
    </>
  );
}

/** More names than that are not read. */
const namedFilesAtMost = 3;

function ContextRow({ context, row }: { readonly context: ContextSummary; readonly row: RowProps }) {
  const { t } = useTranslation();
  const nameId = useId();
  const errorText = useErrorText();
  const { open } = useContextActions();
  const connection = useConnection(context.id);
  const { told: state } = connection;
  const { glyph, word } = useStateText()(context, connection, 0);
  const second =
    context.problem === undefined
      ? [t(`auth.${context.auth}`), context.server].filter((part) => part !== undefined).join(' · ')
      : errorText(context.problem).verdict;
  return (
    <div className={styles.context}>
      <StateGlyph kind={glyph} />
      <div className={styles.text}>
        <p id={nameId} className={styles.name}>
          <MiddleText>{context.name}</MiddleText>
        </p>
        <p className={styles.second}>{second}</p>
      </div>
      {state.kind === 'idle' ? null : <span className={styles.state}>{word}</span>}
      <Button {...row} size="small" aria-describedby={nameId} onClick={() => open(context)}>
        {state.kind === 'idle' && context.problem === undefined ? t('action.connect') : t('action.show')}
      </Button>
    </div>
  );
}

export function KeysPanel() {
  const { t } = useTranslation();
  const registered = new Set(useShortcuts().map(({ keys }) => keys[0]));
  const { singleKeys } = useSettings();
  const all: readonly (readonly [keys: readonly string[], text: string])[] = [
    [[paletteKey], t('start.keyPalette')],
    [['/'], t('start.keyFind')],
    [['[', ']'], t('start.keyMove')],
    [['?'], t('start.keySheet')],
  ];
  // The narrow layout has a search for long lists only.
  const works = (key: string) => registered.has(key) && (singleKeys || key.startsWith(commandPrefix));
  const rows = all.filter(([keys]) => keys.every(works));
  return (
    <Panel title={t('start.keysTitle')}>
      <dl className={styles.keys}>
        {rows.map(([keys, text]) => (
          <div key={text} className={styles.key}>
            <dt>
              {keys.flatMap(keyCaps).map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
