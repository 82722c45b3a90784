/** What a panel's menu has of recording: to record what the panel reads, and to export it out of the record; with the dialogs of both. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsked } from '../../../state/asked.tsx';
import { useHasPrometheus } from '../../../state/use-recorder.ts';
import type { QueryPanelProps } from '../panel-props.ts';
import { spanOf } from '../time-window.ts';
import { KeepDialog } from './keep-dialog.tsx';
import { SeenDialog } from './seen-dialog.tsx';

export interface RecordActions {
  readonly actions: readonly { readonly label: string; readonly run: () => void; readonly apart?: boolean }[];
  readonly dialogs: ReactNode;
}

/** @param say tells what came of it */
export function useRecordActions(
  { panel, input }: Pick<QueryPanelProps, 'panel' | 'input'>,
  letter: string,
  say: (text: string) => void,
): RecordActions {
  const { t } = useTranslation('history');
  // Recorded is what is live, exported what is recorded: whichever of the two is shown.
  const { context } = useAsked();
  const [open, setOpen] = useState<'keep' | 'seen' | undefined>();
  const canKeep = useHasPrometheus(context);
  const exprs = panel.queries.map(({ expr }) => expr.trim()).filter((expr) => expr !== '');
  const close = () => setOpen(undefined);
  if (exprs.length === 0) return { actions: [], dialogs: null };
  const keep = () => setOpen('keep');
  return {
    actions: [
      ...(canKeep ? [{ label: t('kept.menu'), run: keep, apart: true }] : []),
      { label: t('seen.menu'), run: () => setOpen('seen'), apart: !canKeep },
    ],
    dialogs: (
      <>
        <KeepDialog
          context={context}
          exprs={exprs}
          open={open === 'keep'}
          onClose={close}
          onKept={() => {
            close();
            say(t('kept.done'));
          }}
        />
        <SeenDialog
          context={context}
          letter={letter}
          exprs={exprs}
          span={spanOf(input.window, input.clock.nowMs)}
          open={open === 'seen'}
          onClose={close}
          onKeep={canKeep ? keep : undefined}
        />
      </>
    ),
  };
}
