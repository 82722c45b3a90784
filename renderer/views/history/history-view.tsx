/** History: what is recorded of a context and how that is going, and every record that lies on this computer. */

import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import list from '../../components/list-view.module.css';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type Sources, useSources } from '../../state/use-sources.ts';
import { PendingDeletions } from './deletions.tsx';
import { DropArea } from './drop-area.tsx';
import styles from './history-view.module.css';
import { ImportButton } from './import-button.tsx';
import { ImportList } from './import-list.tsx';
import { RecordsMode } from './records-mode.tsx';
import { SourceMode } from './source-mode.tsx';

export interface HistoryViewProps {
  readonly context: ContextId;
}

type Mode = 'source' | 'records';

export function HistoryView({ context }: HistoryViewProps) {
  const sources = useSources();
  const [mode, setMode] = useState<Mode>('source');
  const [text, setText] = useState('');
  return (
    <DropArea className={styles.view}>
      <Toolbar mode={mode} onMode={setMode} sources={sources}>
        {mode === 'records' ? <Search text={text} onText={setText} /> : null}
      </Toolbar>
      <ImportList />
      <PendingDeletions />
      {mode === 'source' ? (
        <SourceMode context={context} sources={sources} />
      ) : (
        <RecordsMode sources={sources} text={text} onText={setText} onLook={() => setMode('source')} />
      )}
    </DropArea>
  );
}

interface ToolbarProps {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly sources: Sources;
  readonly children: ReactNode;
}

function Toolbar({ mode, onMode, sources: { sources }, children }: ToolbarProps) {
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
        <span className={styles.total}>{t('toolbar.disk', { size: formatBytes(bytes, { locale }) })}</span>
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
