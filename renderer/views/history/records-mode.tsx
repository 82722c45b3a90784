/** Every record on this computer: what it is of, how much it is, from when to when; and what can be done with each. */

import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import list from '../../components/list-view.module.css';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { findContext } from '../../state/contexts-store.ts';
import { useContexts, useStores } from '../../state/stores.tsx';
import type { Sources } from '../../state/use-sources.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { ImportButton } from './import-button.tsx';
import { RecordExport } from './record-export.tsx';
import styles from './records-mode.module.css';
import { type RecordSort, shownRecords } from './records-model.ts';
import { RecordsTable } from './records-table.tsx';

export interface RecordsModeProps {
  readonly sources: Sources;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** What is being asked about a record. */
interface Asking {
  readonly what: 'export' | 'part';
  readonly source: StoredSource;
}

export function RecordsMode({ sources: { sources, problem }, text, onText }: RecordsModeProps) {
  const { t, i18n } = useTranslation('history');
  const client = useClient();
  const { deletions } = useStores();
  const { snapshot } = useContexts();
  const [sort, setSort] = useState<RecordSort>({ key: 'last', descending: true });
  const [asking, setAsking] = useState<Asking | undefined>();
  const nameOf = useMemo(() => (id: ContextId) => findContext(snapshot, id)?.name ?? '', [snapshot]);
  const shown = useMemo(
    () => shownRecords(inOurWords(sources ?? [], snapshot), text, sort, nameOf),
    [sources, snapshot, text, sort, nameOf],
  );
  if (problem !== undefined && sources === undefined) return <Framed>{<ErrorPanel error={problem} />}</Framed>;
  if (sources === undefined) {
    return (
      <Framed>
        <div className={styles.waiting}>
          <NeatlineProgress label={t('records.reading')} />
          <p>{t('records.reading')}</p>
        </div>
      </Framed>
    );
  }
  if (sources.length === 0) {
    return (
      <Framed>
        <Empty title={t('records.none')} actions={<ImportButton look="primary" />}>
          {t('records.noneText')}
        </Empty>
      </Framed>
    );
  }
  if (shown.length === 0) {
    const clear = <Button onClick={() => onText('')}>{t('records.clear')}</Button>;
    return (
      <Framed>
        <Empty title={t('records.noMatch')} actions={clear}>
          {t('records.noMatchText', { text: plainText(text.trim()), n: formatCount(sources.length, i18n.language) })}
        </Empty>
      </Framed>
    );
  }
  return (
    <Framed>
      <RecordsTable
        sources={shown}
        sort={sort}
        onSort={setSort}
        nameOf={nameOf}
        onExport={(source) => setAsking({ what: 'export', source })}
        onDeletePart={(source) => setAsking({ what: 'part', source })}
        onDelete={({ source, name }) =>
          deletions.plan({ source, name, part: undefined }, () => client.history.remove({ source }))
        }
      />
      <RecordExport
        source={asking?.what === 'export' ? asking.source : undefined}
        onClose={() => setAsking(undefined)}
      />
      <DeleteDialog source={asking?.what === 'part' ? asking.source : undefined} onClose={() => setAsking(undefined)} />
    </Framed>
  );
}

/** What is written down of this computer is no language's: it is called as it is in the rail. */
function inOurWords(sources: readonly StoredSource[], snapshot: ContextsSnapshot | undefined): readonly StoredSource[] {
  const computer = snapshot?.contexts.find(({ isComputer }) => isComputer === true);
  if (computer === undefined) return sources;
  return sources.map((one) => (one.contexts.includes(computer.id) ? { ...one, name: computer.name } : one));
}

function Framed({ children }: { readonly children: ReactNode }) {
  return <div className={list.panel}>{children}</div>;
}
