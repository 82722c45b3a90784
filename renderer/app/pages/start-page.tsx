/** The start where this computer is not recorded: the contexts that were found, and that none is contacted until it is chosen. */
import { useTranslation } from 'react-i18next';
import type { ContextsSnapshot } from '../../../shared/model/context.ts';
import { chosenFrom } from '../../state/contexts-store.ts';
import { BrokenFiles } from './broken-files.tsx';
import { NoContextsPage } from './no-contexts-page.tsx';
import { ReadingPage } from './reading-page.tsx';
import { ContextsPanel, KeysPanel } from './start-panels.tsx';

export interface StartPageProps {
  readonly snapshot: ContextsSnapshot;
}

export function StartPage({ snapshot }: StartPageProps) {
  const { t } = useTranslation();
  const count = chosenFrom(snapshot.contexts).length;
  if (count === 0) return <NoContextsPage snapshot={snapshot} />;
  return (
    <ReadingPage level={1} verdict={t('start.verdict', { count })} reading={t('start.reading')} side={<KeysPanel />}>
      <ContextsPanel snapshot={snapshot} />
      <BrokenFiles snapshot={snapshot} />
    </ReadingPage>
  );
}
