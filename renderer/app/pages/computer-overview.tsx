/** The overview of this computer, with the user's contexts beside it: where Binnacle starts. */
import type { ContextId } from '../../../shared/model/context.ts';
import { useContexts } from '../../state/stores.tsx';
import { OverviewView } from '../../views/overview/overview-view.tsx';
import { StartPanels } from './start-panels.tsx';

export function ComputerOverview({ context }: { readonly context: ContextId }) {
  const { snapshot } = useContexts();
  return <OverviewView context={context} side={snapshot === undefined ? null : <StartPanels snapshot={snapshot} />} />;
}
