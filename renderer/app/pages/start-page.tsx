/** The start where this computer is not recorded: the contexts that were found, and that none is contacted until it is chosen. */
import { useTranslation } from 'react-i18next';
import type { ContextsSnapshot } from '../../../shared/model/context.ts';
import { chosenFrom } from '../../state/contexts-store.ts';
import { DropArea } from '../../views/history/drop-area.tsx';
import { ImportList } from '../../views/history/import-list.tsx';
import { BrokenFiles } from './broken-files.tsx';
import { NoContextsPage } from './no-contexts-page.tsx';
import { ReadingPage } from './reading-page.tsx';
import styles from './start-page.module.css';
import { ContextsPanel, KeysPanel } from './start-panels.tsx';

export interface StartPageProps {
  readonly snapshot: ContextsSnapshot;
}

export function StartPage({ snapshot }: StartPageProps) {
  const { t } = useTranslation();
  const count = chosenFrom(snapshot.contexts).length;
  return (
    <DropArea className={styles.drop}>
      {count === 0 ? (
        <NoContextsPage snapshot={snapshot} />
      ) : (
        <ReadingPage
          level={1}
          verdict={t('start.verdict', { count })}
          reading={t('start.reading')}
          side={<KeysPanel />}
        >
          <ImportList />
          <ContextsPanel snapshot={snapshot} />
          <BrokenFiles snapshot={snapshot} />
        </ReadingPage>
      )}
    </DropArea>
  );
}
