/** Targets: what a context's Prometheus, or Binnacle itself, scrapes, and what came of it; and what discovery found to be scraped. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import { ModeToolbar } from '../../components/mode-toolbar.tsx';
import { useKeyHints } from '../../components/shortcuts.ts';
import { useAsked } from '../../state/asked.tsx';
import { DiscoveredMode } from './discovered-mode.tsx';
import { RowTextsProvider } from './row-texts.tsx';
import { ScrapedMode } from './scraped-mode.tsx';
import styles from './targets-view.module.css';
import { ModeChoice } from './toolbar.tsx';
import { useTargetsState } from './use-targets-state.ts';

export interface TargetsViewProps {
  readonly context: ContextId;
}

export function TargetsView({ context }: TargetsViewProps) {
  const { t } = useTranslation('targets');
  const { id, live, name: contextName } = useAsked();
  const [state, change] = useTargetsState(context);
  useHints();
  const Mode = state.mode === 'scraped' ? ScrapedMode : DiscoveredMode;
  return (
    <div className={styles.view}>
      <RowTextsProvider>
        <ModeToolbar label={t('toolbar.label')} choice={<ModeChoice state={state} change={change} />}>
          <Mode key={id} context={id} contextName={contextName} live={live} state={state} change={change} />
        </ModeToolbar>
      </RowTextsProvider>
    </div>
  );
}

function useHints(): void {
  const { t } = useTranslation('targets');
  const hints = useMemo(
    () => [
      {
        place: t('keys.onRow'),
        keys: [
          { caps: ['Enter'], label: t('keys.open') },
          { caps: ['→', '←'], label: t('keys.unfold') },
          { caps: ['c'], label: t('keys.copy') },
          { caps: ['Esc'], label: t('keys.leave') },
        ],
      },
    ],
    [t],
  );
  useKeyHints(hints);
}
