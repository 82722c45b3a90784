/** History: what is recorded of a context and how that is going, and every record that lies on this computer. */

import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Band } from '../../components/band.tsx';
import list from '../../components/list-view.module.css';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { navigateView, useViewSearch } from '../../state/from-record.ts';
import { type Sources, useSources } from '../../state/use-sources.ts';
import { PendingDeletions } from './deletions.tsx';
import { DropArea } from './drop-area.tsx';
import styles from './history-view.module.css';
import { ImportButton } from './import-button.tsx';
import { ImportList } from './import-list.tsx';
import { RecordsMode } from './records-mode.tsx';
import { SourceMode } from './source-mode.tsx';
import { isLow, useFreeBytes } from './use-free-bytes.ts';

export interface HistoryViewProps {
  readonly context: ContextId;
}

type Mode = 'source' | 'records';

export function HistoryView({ context }: HistoryViewProps) {
  const sources = useSources();
  const [mode, setMode] = useMode();
  const free = useFreeBytes();
  const [text, setText] = useState('');
  return (
    <DropArea className={styles.view}>
      <Toolbar mode={mode} onMode={setMode} sources={sources} free={free}>
        {mode === 'records' ? <Search text={text} onText={setText} /> : null}
      </Toolbar>
      {isLow(free) ? <LowDisk free={free} /> : null}
      <ImportList />
      <PendingDeletions />
      {mode === 'source' ? (
        <SourceMode context={context} sources={sources} />
      ) : (
        <RecordsMode sources={sources} text={text} onText={setText} />
      )}
    </DropArea>
  );
}

const modeParameter = 'show';

/** In the address: it can be linked to, and gone back from. */
function useMode(): readonly [Mode, (mode: Mode) => void] {
  const search = useViewSearch();
  const mode = new URLSearchParams(search).get(modeParameter) === 'records' ? 'records' : 'source';
  const choose = (next: Mode) => navigateView(next === 'records' ? `${modeParameter}=records` : '', { replace: false });
  return [mode, choose];
}

/** Said before it is full: then nothing more is recorded. */
function LowDisk({ free = 0 }: { readonly free: number | undefined }) {
  const { t, i18n } = useTranslation('history');
  return (
    <div className={styles.low} role="status">
      <Band tone="warn" glyph="degraded" title={t('disk.low', { size: formatBytes(free, { locale: i18n.language }) })}>
        {t('disk.lowText')}
      </Band>
    </div>
  );
}

interface ToolbarProps {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly sources: Sources;
  readonly free: number | undefined;
  readonly children: ReactNode;
}

function Toolbar({ mode, onMode, sources: { sources }, free, children }: ToolbarProps) {
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  const bytes = (sources ?? []).reduce((sum, one) => sum + one.bytes, 0);
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <Segmented
        label={t('mode.label')}
        options={[
          { value: 'source', label: t('mode.source') },
          {
            value: 'records',
            label: t('mode.records', { n: sources === undefined ? '' : formatCount(sources.length, locale) }).trim(),
          },
        ]}
        value={mode}
        onChange={onMode}
      />
      {children}
      <span className={styles.space} />
      {sources === undefined || sources.length === 0 ? null : (
        <span className={styles.total}>
          {t('toolbar.disk', { size: formatBytes(bytes, { locale }) })}
          {free === undefined || mode === 'source' ? null : (
            <>
              {' · '}
              <span data-low={isLow(free)}>{t('toolbar.free', { size: formatBytes(free, { locale }) })}</span>
            </>
          )}
        </span>
      )}
      <ImportButton />
    </div>
  );
}

function Search({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { t } = useTranslation('history');
  return (
    <SearchField
      className={list.search}
      label={t('toolbar.find')}
      keyLabel={t('toolbar.findKey')}
      text={text}
      onChange={(next) => onText(next.slice(0, 500))}
    />
  );
}
