/** The open context: its name, facts with their units, and the one thing that can be done with its connection. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatTime } from '../../../shared/format/time.ts';
import type { ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { useLinkState } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Readout, ReadoutList } from '../../components/readout.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useNow } from '../../components/use-now.ts';
import type { Connection } from '../../state/connections-store.ts';
import { useSettings } from '../../state/stores.tsx';
import { useContextActions } from '../actions.ts';
import { secondsLeft, useStateText } from '../state-text.ts';
import styles from './context-header.module.css';

export interface ContextHeaderProps {
  readonly context: ContextSummary;
  readonly connection: Connection;
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly title?: string;
  readonly wideOnly?: boolean;
  /** Long: cut in its middle where the others need the room. */
  readonly shrinks?: boolean;
}

export function ContextHeader({ context, connection }: ContextHeaderProps) {
  const { t } = useTranslation();
  const { state } = connection;
  const nowMs = useNow(state.kind === 'connected' || state.kind === 'backingOff');
  const text = useStateText()(context, state, nowMs);
  const facts = useFacts(context, connection, nowMs);
  return (
    <header className={styles.header}>
      <h1 className={styles.name} title={context.name}>
        {context.name}
      </h1>
      <ReadoutList>
        <Readout label={t('readout.state')}>
          <span className={styles.state} data-glyph={text.glyph}>
            <StateGlyph kind={text.glyph} />
            {text.word}
          </span>
        </Readout>
        {facts.map(({ label, value, title, wideOnly, shrinks = false }) => (
          <Readout key={label} label={label} title={title} wideOnly={wideOnly ?? false} shrinks={shrinks}>
            {shrinks ? <MiddleText>{value}</MiddleText> : value}
          </Readout>
        ))}
      </ReadoutList>
      <ConnectionActions context={context} connection={connection} />
    </header>
  );
}

/** At most four beside the state, the most telling ones first: what has no room goes from the last. */
function useFacts(context: ContextSummary, { state }: Connection, nowMs: number): readonly Fact[] {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const unheard = useLinkState().kind === 'lost';
  const user = { label: t('readout.user'), value: context.user };
  const { server } = context;
  const apiServer = server === undefined ? [] : [{ label: t('readout.apiServer'), value: server, title: server }];
  if (context.problem !== undefined) {
    return [{ label: t('readout.because'), value: errorText(context.problem).short }, user, ...apiServer];
  }
  // Nothing is known of the connection while the backend is away: only what the kubeconfig says.
  if (unheard) return [user, ...apiServer];
  switch (state.kind) {
    case 'idle':
      return [user, { label: t('readout.signIn'), value: t(`auth.${context.auth}`) }, ...apiServer];
    case 'authenticating':
    case 'discovering':
      return [user, ...apiServer];
    case 'connected': {
      const { newestSampleMs } = state;
      const newest =
        newestSampleMs === undefined
          ? { label: t('readout.newestSample'), value: t('readout.noSample') }
          : {
              label: t('readout.newestSample'),
              value: age(t, nowMs - newestSampleMs, formatTime(newestSampleMs, timeZone)),
              title: formatTime(newestSampleMs, timeZone),
            };
      const answer = { label: t('readout.answerTime'), value: formatSpan(state.answerMs) };
      return [...serverFacts(t, state.server), answer, newest];
    }
    case 'degraded':
      return [{ label: t('readout.missing'), value: errorText(state.missing).short }, ...serverFacts(t, state.server)];
    case 'backingOff': {
      const leftMs = state.untilMs - nowMs;
      const value = leftMs <= 0 ? t('readout.now') : t('readout.inTime', { time: secondsLeft(leftMs) });
      return [
        { label: t('readout.because'), value: errorText(state.why).short },
        { label: t('readout.next'), value },
        user,
      ];
    }
    case 'stopped':
      return [{ label: t('readout.because'), value: errorText(state.why).short }, user, ...apiServer];
    default:
      return assertNever(state);
  }
}

function serverFacts(t: TFunction, server: ServerInfo): readonly Fact[] {
  const name = `${server.namespace}/${server.pod}`;
  return [
    { label: t('readout.reachedBy'), value: server.transport, wideOnly: true },
    {
      label: t('readout.server'),
      value: `${name} · ${server.version}`,
      title: `${name}:${server.port}`,
      wideOnly: true,
      shrinks: true,
    },
  ];
}

/** Relative below an hour, the time of day from there on. */
function age(t: TFunction, ageMs: number, time: string): string {
  return ageMs < 3_600_000 ? t('ago', { time: formatSpan(ageMs, { wholeSeconds: true }) }) : time;
}

function ConnectionActions({ context, connection }: ContextHeaderProps) {
  const { t } = useTranslation();
  const { connect, disconnect } = useContextActions();
  const { kind } = connection.state;
  const connects = (label: string) => (
    <Button look="primary" onClick={() => connect(context)}>
      {label}
    </Button>
  );
  const unheard = useLinkState().kind === 'lost';
  if (context.problem !== undefined || unheard) return null;
  switch (kind) {
    case 'idle':
      return connects(t('action.connect'));
    case 'authenticating':
    case 'discovering':
      return <Button onClick={() => disconnect(context)}>{t('action.cancel')}</Button>;
    case 'connected':
    case 'degraded':
      return <Button onClick={() => disconnect(context)}>{t('action.disconnect')}</Button>;
    case 'backingOff':
      return (
        <div className={styles.actions}>
          {connects(t('action.tryNow'))}
          <Button onClick={() => disconnect(context)}>{t('action.disconnect')}</Button>
        </div>
      );
    case 'stopped':
      return connects(t('action.tryAgain'));
    default:
      return assertNever(kind);
  }
}
