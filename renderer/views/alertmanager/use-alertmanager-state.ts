/** The state of the Alertmanager view: in the address, and kept for each context. */
import type { ContextId } from '../../../shared/model/context.ts';
import { type ChangeState as Change, useViewState, type ViewAddress } from '../../state/use-view-state.ts';
import { type AlertmanagerState, carried, formatSearch, isOwnSearch, parseSearch } from './alertmanager-state.ts';

export type ChangeState = Change<AlertmanagerState>;

const address: ViewAddress<AlertmanagerState> = {
  ...{ name: 'alertmanager', format: formatSearch, parse: parseSearch, isOwn: isOwnSearch, typed: ['text'], carried },
};

export function useAlertmanagerState(context: ContextId): readonly [AlertmanagerState, ChangeState] {
  return useViewState(context, address);
}
