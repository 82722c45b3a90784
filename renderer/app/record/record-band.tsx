/** Over a view that shows the record: until when, why it is not live, and the way to what is live. */
import { useTranslation } from 'react-i18next';
import type { ConnectionState, ContextSummary } from '../../../shared/model/context.ts';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNow } from '../../components/use-now.ts';
import { navigateFrom } from '../../state/from-record.ts';
import { isRecordId, type ReadableRecord } from '../../state/records-store.ts';
import { useConnection, useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { useContextActions } from '../actions.ts';
import { secondsLeft } from '../state-text.ts';
import { useLastSeenText } from './last-seen-text.ts';

export interface RecordBandProps {
  readonly context: ContextSummary;
  readonly record: ReadableRecord;
  /** A person chose it: it stays, also when the connection stands. */
  readonly isChosen: boolean;
}

export function RecordBand({ context, record, isChosen }: RecordBandProps) {
  const { t } = useTranslation('record');
  const { told: state, state: now } = useConnection(context.id);
  const lastSeen = useLastSeenText();
  const reason = useReason(context, state, isChosen);
  // Then the record goes on, and so does what is shown of it.
  const stands = state.kind === 'connected' || state.kind === 'degraded';
  return (
    <Band
      tone="recorded"
      glyph="recorded"
      title={t('band.title', { time: lastSeen.short(record.lastMs) })}
      actions={<BandAction context={context} state={now} />}
    >
      {reason} {stands ? null : t('band.newer')}
    </Band>
  );
}

/** Why it is not live. */
function useReason(context: ContextSummary, state: ConnectionState, isChosen: boolean): string {
  const { t } = useTranslation('record');
  const { t: app } = useTranslation();
  const errorText = useErrorText();
  const { computer } = useSettings();
  const nowMs = useNow(state.kind === 'backingOff');
  if (isRecordId(context.id)) return t('band.only');
  if (context.problem !== undefined) return errorText(context.problem).verdict;
  switch (state.kind) {
    case 'idle':
      return t(context.isComputer === true && !computer.record ? 'band.computerOff' : 'band.idle');
    case 'authenticating':
    case 'discovering':
      return t(isChosen ? 'band.connectingKept' : 'band.connecting');
    case 'connected':
    case 'degraded':
      return t('band.live');
    case 'backingOff': {
      const leftMs = state.untilMs - nowMs;
      const again = leftMs <= 0 ? app('backingOff.now') : app('backingOff.again', { time: secondsLeft(leftMs) });
      return `${errorText(state.why).verdict} ${again}`;
    }
    case 'stopped':
      return errorText(state.why).verdict;
  }
}

interface BandActionProps {
  readonly context: ContextSummary;
  /** As it is, not as it is told: a try that is under way can only be given up. */
  readonly state: ConnectionState;
}

function BandAction({ context, state }: BandActionProps) {
  const { t } = useTranslation('record');
  const { connect, disconnect } = useContextActions();
  const choose = useChooseSettings();
  const { computer } = useSettings();
  const button = (label: string, run: () => void) => (
    <Button size="small" onClick={run}>
      {label}
    </Button>
  );
  // What is wrong with it is said where it is asked live.
  const showLive = () => navigateFrom('live');
  if (isRecordId(context.id)) return null;
  if (context.problem !== undefined) return button(t('band.why'), showLive);
  const { kind } = state;
  if (kind === 'connected' || kind === 'degraded') return button(t('band.showLive'), showLive);
  if (context.isComputer === true && kind === 'idle') {
    if (computer.record) return null;
    return button(t('band.recordComputer'), () => void choose({ computer: { record: true } }));
  }
  if (kind === 'authenticating' || kind === 'discovering') {
    return context.isComputer === true ? null : button(t('band.cancel'), () => disconnect(context));
  }
  // A command that is not agreed to has to be read first.
  if (kind === 'stopped' && state.why.code === 'auth.execConsent') return button(t('band.why'), showLive);
  return button(t(kind === 'backingOff' ? 'band.tryNow' : 'band.connect'), () => connect(context));
}
