/** The readouts of a context's header: facts with their units, the most telling ones first. What has no room goes from the last. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { formatTime, type TimeZone } from '../../../shared/format/time.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import type { ConnectionState, ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import { useLinkState } from '../../client/hooks.tsx';
import { type ErrorText, useErrorText } from '../../components/error-text.ts';
import { useSettings, useViewFacts } from '../../state/stores.tsx';
import { useRecording } from '../../state/use-recording.ts';
import type { ViewFact } from '../../state/view-facts.ts';
import { serverText } from '../server-text.ts';
import { isRecordedElsewhere, secondsLeft } from '../state-text.ts';
import { useServerVersion } from '../use-server-version.ts';

export interface HeaderFact {
  readonly label: string;
  readonly value: string;
  /** After it, and never cut. */
  readonly tail?: string;
  readonly title?: string;
  readonly wideOnly?: boolean;
  /** Long: cut in its middle where the others need the room. */
  readonly shrinks?: boolean;
}

/** At most four, beside the state. */
export function useHeaderFacts(context: ContextSummary, state: ConnectionState, nowMs: number): readonly HeaderFact[] {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const unheard = useLinkState().kind === 'lost';
  const version = useServerVersion(context.id);
  const recorded = useRecordedFacts(context, state, nowMs);
  const who = kubeconfigFacts(t, context, version);
  const told = useViewFacts();
  const signIn = { label: t('readout.signIn'), value: t(`auth.${context.auth}`) };
  if (context.problem !== undefined) return [because(t, errorText, context.problem), ...who];
  // Nothing is known of the connection while the backend is away: only what the kubeconfig says.
  if (unheard) return who;
  switch (state.kind) {
    case 'idle':
      if (context.isComputer === true) return [];
      return context.user === '' ? [...who, signIn] : [...who.slice(0, 1), signIn, ...who.slice(1)];
    case 'authenticating':
    case 'discovering':
      return who;
    case 'connected': {
      // The open view knows what there is to say of what it shows.
      if (told !== undefined) return told.map((fact) => viewFact(t, fact, nowMs, timeZone));
      if (recorded !== undefined) return recorded;
      const answer = { label: t('readout.answerTime'), value: formatSpan(state.answerMs) };
      const newest =
        state.server.engine === 'agent'
          ? { label: t('readout.newestSample'), value: t('readout.keepsNone') }
          : newestSample(t, state.newestSampleMs, nowMs, timeZone);
      return [...serverFacts(t, state.server), answer, newest];
    }
    case 'degraded':
      return [
        isRecordedElsewhere(state)
          ? { label: t('readout.recordedBy'), value: t('readout.another'), title: errorText(state.missing).verdict }
          : { label: t('readout.missing'), value: errorText(state.missing).short },
        ...(recorded ?? serverFacts(t, state.server)),
      ];
    case 'backingOff':
      return [because(t, errorText, state.why), nextTry(t, state.untilMs - nowMs), ...who];
    case 'stopped':
      return [because(t, errorText, state.why), ...who];
    default:
      return assertNever(state);
  }
}

/** Who asks whom: the user and the API server, or the address. */
function kubeconfigFacts(t: TFunction, context: ContextSummary, version: string | undefined): readonly HeaderFact[] {
  const { server, user, address } = context;
  const users = user === '' ? [] : [{ label: t('readout.user'), value: user, title: user }];
  if (server === undefined) return users;
  const label = address === undefined ? t('readout.apiServer') : t('readout.address');
  const tail = version === undefined ? {} : { tail: version };
  return [...users, { label, value: server, ...tail, title: server, shrinks: true }];
}

function because(t: TFunction, errorText: (error: AppErrorData) => ErrorText, why: AppErrorData): HeaderFact {
  const { short, verdict } = errorText(why);
  const { status } = why.details;
  return {
    label: t('readout.because'),
    value: typeof status === 'number' ? t('readout.withStatus', { text: short, status }) : short,
    title: verdict,
  };
}

function nextTry(t: TFunction, leftMs: number): HeaderFact {
  const value = leftMs <= 0 ? t('readout.now') : t('readout.inTime', { time: secondsLeft(leftMs) });
  return { label: t('readout.next'), value };
}

function newestSample(t: TFunction, newestMs: number | undefined, nowMs: number, timeZone: TimeZone): HeaderFact {
  const label = t('readout.newestSample');
  if (newestMs === undefined) return { label, value: t('readout.noSample') };
  return { label, ...ageOf(t, newestMs, nowMs, timeZone) };
}

function viewFact(t: TFunction, { label, value, title, shrinks = false }: ViewFact, nowMs: number, timeZone: TimeZone) {
  if (typeof value !== 'string') return { label, ...ageOf(t, value.sinceMs, nowMs, timeZone) };
  return { label, value, shrinks, ...(title === undefined ? {} : { title }) };
}

function ageOf(t: TFunction, newestMs: number, nowMs: number, timeZone: TimeZone) {
  const time = formatTime(newestMs, timeZone);
  const ageMs = nowMs - newestMs;
  // Relative below an hour, the time of day from there on.
  const value = ageMs < 3_600_000 ? t('ago', { time: formatSpan(ageMs, { wholeSeconds: true }) }) : time;
  return { value, title: time };
}

/** Of what is scraped from here: how, how much there is of it, and until when. Undefined for others. */
function useRecordedFacts(
  { id }: ContextSummary,
  state: ConnectionState,
  nowMs: number,
): readonly HeaderFact[] | undefined {
  const { t, i18n } = useTranslation();
  const { timeZone } = useSettings();
  const server = state.kind === 'connected' || state.kind === 'degraded' ? state.server : undefined;
  const isScraped = server?.transport === 'scraped';
  const facts = useRecording(id, isScraped);
  if (!isScraped || facts === undefined) return isScraped ? [] : undefined;
  const every = formatSpan(facts.everyMs);
  const { scrapeMs, series, bytes } = facts;
  return [
    {
      label: t('readout.scraped'),
      value:
        scrapeMs === undefined
          ? t('readout.every', { every })
          : t('readout.everyIn', { every, time: formatSpan(scrapeMs) }),
    },
    {
      label: t('readout.kept'),
      value: t('readout.seriesAndSize', {
        count: series,
        series: formatCount(series, i18n.language),
        size: formatWithUnit(bytes, 'bytes', i18n.language),
      }),
    },
    // Of what another Binnacle records it may not be known: that is not to say that there is none.
    ...(isRecordedElsewhere(state) && facts.newestSampleMs === undefined
      ? []
      : [newestSample(t, facts.newestSampleMs, nowMs, timeZone)]),
  ];
}

function serverFacts(t: TFunction, server: ServerInfo): readonly HeaderFact[] {
  const { reachedBy, service, engine, whole } = serverText(t, server);
  const name = service === undefined ? { value: engine } : { value: service, tail: engine };
  return [
    { label: t('readout.reachedBy'), value: reachedBy, title: whole, wideOnly: true, shrinks: true },
    { label: t('readout.server'), ...name, title: whole, wideOnly: true, shrinks: true },
  ];
}
