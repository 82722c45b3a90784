/** The overview of this computer, with the user's contexts beside it: where Binnacle starts. */
import type { ContextId } from '../../../shared/model/context.ts';
import { useContexts } from '../../state/stores.tsx';
import { DropArea } from '../../views/history/drop-area.tsx';
import { ImportList } from '../../views/history/import-list.tsx';
import { OverviewView } from '../../views/overview/overview-view.tsx';
import styles from './start-page.module.css';
import { StartPanels } from './start-panels.tsx';

export function ComputerOverview({ context }: { readonly context: ContextId }) {
  const { snapshot } = useContexts();
  const side = (
    <>
      <ImportList />
      {snapshot === undefined ? null : <StartPanels snapshot={snapshot} />}
    </>
  );
  return (
    <DropArea className={styles.drop}>
      <OverviewView context={context} side={side} />
    </DropArea>
  );
}
