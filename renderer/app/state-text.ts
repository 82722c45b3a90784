/** A connection's state in a glyph and in words, one source for rail, header, pages and the live region. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { formatSpan } from '../../shared/format/duration.ts';
import { formatDateTime, formatDay, formatHourMinute, type TimeZone } from '../../shared/format/time.ts';
import type { ConnectionState, ContextSummary } from '../../shared/model/context.ts';
import { useLinkState } from '../client/hooks.tsx';
import { type ErrorText, useErrorText } from '../components/error-text.ts';
import type { GlyphKind } from '../components/state-glyph.tsx';
import type { AskedWay } from '../state/asked.tsx';
import type { Connection } from '../state/connections-store.ts';
import { recordOf } from '../state/records-store.ts';
import { useRecords, useSettings } from '../state/stores.tsx';

interface StateText {
  readonly glyph: GlyphKind;
  /** "Live". */
  readonly word: string;
  /** The word with its number or reason: "Live · 41 ms". */
  readonly line: string;
  /** A sentence to be read aloud when the state begins. */
  readonly spoken: string;
}

type Told = Pick<Connection, 'told' | 'isAnew'>;
type Describe = (context: ContextSummary, connection: Told, nowMs: number) => StateText;

/** The states' words in the language of the page. A link to the backend that is lost comes first: nothing is known then. */
export function useStateText(): Describe {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const link = useLinkState();
  const unheard = link.kind === 'lost';
  return (context, { told: state, isAnew }, nowMs) => {
    if (unheard && state.kind !== 'idle') {
      return { glyph: 'idle', word: t('state.unheard'), line: t('state.unheard'), spoken: '' };
    }
    if (context.problem !== undefined) {
      const reason = errorText(context.problem).short;
      return { glyph: 'stopped', word: t('state.unusable'), line: t('state.unusableWith', { reason }), spoken: '' };
    }
    if (isAnew && isTrying(state) && context.isComputer !== true) return anewText(t, context.name);
    const text = describeState(t, errorText, context.name, state, nowMs);
    return context.isComputer === true ? computerText(t, text, state) : text;
  };
}

const isTrying = ({ kind }: ConnectionState): boolean => kind === 'authenticating' || kind === 'discovering';

function anewText(t: TFunction, name: string): StateText {
  const word = t('state.anew');
  return { glyph: 'turning', word, line: word, spoken: t('spoken.anew', { name }) };
}

/** Whether a row says that there is a record, rather than how the connection stands. @param from of whom it is asked, where it is open */
export function readsItsRecord({ told, isAnew }: Told, from: AskedWay['from'] | undefined): boolean {
  if (from === 'live') return false;
  return told.kind === 'idle' || told.kind === 'backingOff' || (isTrying(told) && isAnew);
}

type DescribeRow = (context: ContextSummary, connection: Told, nowMs: number, from?: AskedWay['from']) => StateText;

/**
 * Those of a row in a list: what is not connected, and waits for nobody, can be read from its record, and its row says until when. A stop is
 * said all the same: it waits for a person. The row of the context that is open says what its header says: `from` is of whom that one is asked.
 */
export function useRowText(): DescribeRow {
  const { t, i18n } = useTranslation('record');
  const stateText = useStateText();
  const { timeZone } = useSettings();
  const { sources } = useRecords();
  return (context, connection, nowMs, from) => {
    const waits = readsItsRecord(connection, from);
    const record = waits && context.problem === undefined ? recordOf(sources, context.id) : undefined;
    if (record === undefined) return stateText(context, connection, nowMs);
    const line = t('stateWith', { time: shortTime(record.lastMs, Date.now(), timeZone, i18n.language) });
    return { glyph: 'recorded', word: t('state'), line, spoken: '' };
  };
}

/** The time of day of today, else the day. */
function shortTime(timeMs: number, nowMs: number, zone: TimeZone, locale: string): string {
  const isToday = formatDateTime(timeMs, zone).slice(0, 10) === formatDateTime(nowMs, zone).slice(0, 10);
  return isToday ? formatHourMinute(timeMs, zone) : formatDay(timeMs, zone, locale);
}

/** This computer is recorded or not: nobody connects it, and nothing has to be found. */
function computerText(t: TFunction, text: StateText, state: ConnectionState): StateText {
  switch (state.kind) {
    case 'idle':
      return { ...text, word: t('state.unrecorded'), line: t('state.unrecorded') };
    case 'authenticating':
    case 'discovering':
      return { ...text, word: t('state.opening'), line: t('state.opening') };
    default:
      return text;
  }
}

/** Without a look at the link and at the context's own problem, which come first. */
export function describeState(
  t: TFunction,
  errorText: (error: AppErrorData) => ErrorText,
  name: string,
  state: ConnectionState,
  nowMs: number,
): StateText {
  switch (state.kind) {
    case 'idle':
      return { glyph: 'idle', word: t('state.idle'), line: t('state.idle'), spoken: t('spoken.idle', { name }) };
    case 'authenticating': {
      const word = t('state.authenticating');
      return { glyph: 'turning', word, line: word, spoken: t('spoken.authenticating', { name }) };
    }
    case 'discovering': {
      const word = t('state.discovering');
      return { glyph: 'turning', word, line: word, spoken: t('spoken.discovering', { name }) };
    }
    case 'connected': {
      const { server } = state;
      const line =
        server.transport === 'scraped'
          ? t('state.recordingWith', { time: formatSpan(server.everyMs) })
          : t('state.connectedWith', { time: formatSpan(state.answerMs) });
      return { glyph: 'live', word: t('state.connected'), line, spoken: t('spoken.connected', { name }) };
    }
    case 'degraded': {
      if (isRecordedElsewhere(state)) {
        const spoken = t('spoken.readOnly', { name });
        return { glyph: 'degraded', word: t('state.readOnly'), line: t('state.readOnlyWith'), spoken };
      }
      const reason = errorText(state.missing).short;
      const line = t('state.degradedWith', { reason });
      return { glyph: 'degraded', word: t('state.degraded'), line, spoken: t('spoken.degraded', { name, reason }) };
    }
    case 'backingOff': {
      const reason = errorText(state.why).short;
      const leftMs = state.untilMs - nowMs;
      const line = leftMs <= 0 ? t('state.backingOffNow') : t('state.backingOffWith', { time: secondsLeft(leftMs) });
      const spoken = t('spoken.backingOff', { name, reason });
      return { glyph: 'backingOff', word: t('state.backingOff'), line, spoken };
    }
    case 'stopped': {
      const reason = errorText(state.why).short;
      const line = t('state.stoppedWith', { reason });
      return { glyph: 'stopped', word: t('state.stopped'), line, spoken: t('spoken.stopped', { name, reason }) };
    }
    default:
      return assertNever(state);
  }
}

/** Nothing is missing then: what another Binnacle records is read along. */
export function isRecordedElsewhere(state: ConnectionState): boolean {
  return state.kind === 'degraded' && state.missing.code === 'history.locked';
}

/** A countdown never says 0 s while there is time left: it is rounded up. */
export function secondsLeft(leftMs: number): string {
  return formatSpan(Math.ceil(leftMs / 1000) * 1000, { wholeSeconds: true });
}
