/**
 * Discovery: how a context's Prometheus was looked for, what came of it and what can be done. Shown whatever the connection's state is; the
 * page that a context has which is not live.
 */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { useErrorText } from '../../components/error-text.ts';
import { findContext } from '../../state/contexts-store.ts';
import { useConnection, useContexts, useSettings, useTellAsking } from '../../state/stores.tsx';
import { type Advice, adviceFor } from './advice.ts';
import { AdvicePanel } from './advice-panel.tsx';
import { CandidatesPanel } from './candidates-panel.tsx';
import styles from './discovery-view.module.css';
import { InUsePanel } from './in-use-panel.tsx';
import { OptionsDialog } from './options-dialog.tsx';
import { RightsPanel } from './rights-panel.tsx';
import { Running } from './running.tsx';
import { ScrapeDialog } from './scrape-dialog.tsx';
import { TriedPanel } from './tried-panel.tsx';
import { useChoice } from './use-choice.ts';
import { type Discovery, useDiscovery } from './use-discovery.ts';
import { isOf, reasonOf, type Verdict, type VerdictInput, verdictOf } from './verdict.ts';
import { VerdictHead } from './verdict-head.tsx';
import { type VerdictText, verdictText } from './verdict-words.ts';

export interface DiscoveryViewProps {
  readonly context: ContextId;
}

const scraping = { kind: 'scrape' } as const;

export function DiscoveryView({ context }: DiscoveryViewProps) {
  const summary = findContext(useContexts().snapshot, context);
  // The shell shows no view of a context that there is not.
  return summary === undefined ? null : <Page key={context} context={summary} />;
}

function Page({ context }: { readonly context: ContextSummary }) {
  const discovery = useDiscovery(context.id);
  const { diagnosis, running } = discovery;
  useTellAsking(running !== undefined);
  const { state } = useConnection(context.id);
  const [selected, select] = useState<string | undefined>();
  const [options, showOptions] = useState<string | undefined>();
  const [scrape, showScrape] = useState(false);
  const live = state.kind === 'connected' || state.kind === 'degraded' ? state : undefined;
  // While the cluster is away nobody can tell which it is, and what was chosen for it; that it is scraped says it.
  const choice = useChoice(diagnosis) ?? (live?.server.transport === 'scraped' ? scraping : undefined);
  const connecting = state.kind === 'authenticating' || state.kind === 'discovering';
  const candidates = diagnosis?.candidates ?? [];
  const inUse = live === undefined ? undefined : candidates.find((one) => isOf(live.server, one));
  const candidate =
    candidates.find(({ id }) => id === selected) ??
    inUse ??
    candidates.find(({ id }) => id === diagnosis?.used?.candidate) ??
    candidates[0];
  const input: VerdictInput = { context, state, diagnosis, running: running !== undefined, choice };
  const why = reasonOf(input);
  const advice = useMemo(() => adviceFor({ diagnosis, candidate, why, choice }), [diagnosis, candidate, why, choice]);
  const verdict = verdictOf(input);
  const text = useVerdictText(context, discovery, verdict, advice);
  if (!discovery.known) return <div className={styles.scroller} />;
  const hasSide = context.address === undefined && (diagnosis !== undefined || why !== undefined);
  return (
    <div className={styles.scroller}>
      <div className={styles.page} data-side={hasSide || live !== undefined}>
        <div className={styles.column}>
          <VerdictHead text={text} verdict={verdict} context={context} discovery={discovery} />
          {running === undefined ? null : (
            <Running running={running} server={context.server ?? ''} diagnosis={diagnosis} />
          )}
          {diagnosis === undefined ? null : (
            <>
              <CandidatesPanel
                discovery={discovery}
                diagnosis={diagnosis}
                selected={candidate?.id}
                onSelect={select}
                onOptions={showOptions}
                choice={choice}
                inUse={
                  inUse === undefined || live === undefined || live.server.transport === 'scraped'
                    ? undefined
                    : { id: inUse.id, transport: live.server.transport }
                }
              />
              <TriedPanel diagnosis={diagnosis} candidate={candidate} contextName={context.name} verdict={text} />
              {diagnosis.rights.length === 0 ? null : (
                <RightsPanel rights={diagnosis.rights} user={diagnosis.user} first={candidate?.namespace} />
              )}
            </>
          )}
        </div>
        <div className={styles.side}>
          {live === undefined ? null : (
            <InUsePanel
              state={live}
              context={context}
              candidate={inUse}
              choice={choice}
              discovery={discovery}
              onOptions={showOptions}
            />
          )}
          {live === undefined && hasSide && running === undefined && !connecting ? (
            <AdvicePanel
              advice={advice}
              context={context}
              discovery={discovery}
              onOptions={showOptions}
              onScrape={() => showScrape(true)}
            />
          ) : null}
        </div>
      </div>
      <OptionsDialog
        candidate={candidates.find(({ id }) => id === options)}
        choice={choice}
        discovery={discovery}
        onClose={() => showOptions(undefined)}
      />
      <ScrapeDialog context={context} discovery={discovery} open={scrape} onClose={() => showScrape(false)} />
    </div>
  );
}

function useVerdictText(
  context: ContextSummary,
  { diagnosis }: Discovery,
  verdict: Verdict,
  advice: readonly Advice[],
): VerdictText {
  const { t } = useTranslation('discovery');
  const errorText = useErrorText();
  const { addresses } = useSettings();
  const asked = advice.find((one) => one.kind === 'ask');
  return verdictText(t, errorText, verdict, {
    server: diagnosis?.server ?? context.server ?? '',
    user: diagnosis?.user ?? context.user,
    addresses,
    missingRights: asked?.rights.length ?? 0,
  });
}
