/** The dialogs that a target or its pool leads to. They stand beside the list: nothing that is read meanwhile closes one, not even where nothing fits any more. */
import type { ContextId } from '../../../shared/model/context.ts';
import { BodyDialog } from './body-dialog.tsx';
import { ConfigDialog } from './config-dialog.tsx';
import { StepsDialog } from './steps-dialog.tsx';

export type AskedDialog =
  | { readonly kind: 'steps' | 'body'; readonly key: string; readonly name: string }
  | { readonly kind: 'config'; readonly pool: string };

export interface TargetDialogsProps {
  readonly context: ContextId;
  readonly asked: AskedDialog | undefined;
  readonly onClose: () => void;
}

export function TargetDialogs({ context, asked, onClose }: TargetDialogsProps) {
  if (asked === undefined) return null;
  if (asked.kind === 'config') return <ConfigDialog context={context} pool={asked.pool} onClose={onClose} />;
  const Shown = asked.kind === 'steps' ? StepsDialog : BodyDialog;
  return <Shown context={context} target={asked.key} name={asked.name} onClose={onClose} />;
}
