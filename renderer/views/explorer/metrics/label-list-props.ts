/** What the two lists of labels are given: the one that was counted, and the one of which nothing could be counted. */
import type { ContextId } from '../../../../shared/model/context.ts';
import type { BuiltSelector } from './built-selector.ts';

export interface LabelListProps {
  readonly context: ContextId;
  readonly live: boolean;
  readonly selector: BuiltSelector;
  readonly onChange: (selector: BuiltSelector) => void;
}
