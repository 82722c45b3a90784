/** This computer as a context: always there, in no file, and reached without a network. */
import type { ContextSummary } from '../../../shared/model/context.ts';
import { computerContextId } from './context-id.ts';

export const computerContext: ContextSummary = {
  id: computerContextId,
  isComputer: true,
  // A page has a name of its own for it, in its language.
  name: 'This computer',
  ...{ file: '', server: undefined, cluster: '', user: '', namespace: undefined },
  auth: 'none',
  problem: undefined,
};
