/** The state of the Status view: in the address, and kept for each context. */
import type { ContextId } from '../../../shared/model/context.ts';
import { type ChangeState as Change, useViewState, type ViewAddress } from '../../state/use-view-state.ts';
import { formatSearch, isOwnSearch, parseSearch, type StatusState } from './status-state.ts';

export type ChangeState = Change<StatusState>;

const address: ViewAddress<StatusState> = {
  ...{ name: 'status', format: formatSearch, parse: parseSearch, isOwn: isOwnSearch, typed: ['text'] },
  carried: (state) => ({ ...state, atMs: undefined, gateway: undefined }),
};

export function useStatusState(context: ContextId): readonly [StatusState, ChangeState] {
  return useViewState(context, address);
}
