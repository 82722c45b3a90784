/** Whom the views ask about the open context: its connection, or its record. Decided in one place, and the same for all of them. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useSearch } from 'wouter/use-browser-location';
import type { ContextId, ContextSummary } from '../../shared/model/context.ts';
import { useLinkState } from '../client/hooks.tsx';
import { type From, fromOf } from './from-record.ts';
import { isRecordId, type ReadableRecord } from './records-store.ts';
import type { ViewName } from './routing.ts';
import { useConnection, useRecordOf, useRecords } from './stores.tsx';
import { useIsAlertmanagerTyped } from './use-beside.ts';

export interface Asked {
  /** The one that is open: its connection, and what is kept for it. */
  readonly context: ContextId;
  /** Of whom it is asked: the context itself, or its record. */
  readonly id: ContextId;
  /** The context's. */
  readonly name: string;
  /** There is somebody to ask: what is shown asks by itself. */
  readonly live: boolean;
  /** Undefined: of the connection. */
  readonly record: ReadableRecord | undefined;
}

export interface AskedWay {
  /** Who is asked. `unknown`: the records have not been listed yet, and one of them was asked for. */
  readonly from: From | 'unknown';
  /** A person chose it: it stays, whatever the connection does. */
  readonly isChosen: boolean;
  /** The context's record, whether or not it is asked. */
  readonly record: ReadableRecord | undefined;
}

interface Standing {
  /** As the address says. */
  readonly chosen: From | undefined;
  readonly context: ContextId;
  readonly record: ReadableRecord | undefined;
  readonly recordsKnown: boolean;
  /** The connection stands now, or stood since the context was opened: then its data stays on show when it goes. */
  readonly wasLive: boolean;
  /** What is shown has an address of its own, and no record has anything of it. */
  readonly isBeside?: boolean;
}

/**
 * What a person chose counts. Where nobody has, a context that was not live since it was opened is asked from its record, and is asked live
 * as soon as it is: its window keeps its length and its place, and nothing that was typed is lost.
 */
export function wayOf({ chosen, context, record, recordsKnown, wasLive, isBeside = false }: Standing): AskedWay {
  const isChosen = chosen !== undefined;
  if (isRecordId(context)) return { from: record === undefined ? 'unknown' : 'record', isChosen, record };
  if (chosen === 'live') return { from: 'live', isChosen, record };
  if (record === undefined)
    return { from: chosen === 'record' && !recordsKnown ? 'unknown' : 'live', isChosen, record };
  const isOfRecord = chosen === 'record' || !(wasLive || isBeside);
  return { from: isOfRecord ? 'record' : 'live', isChosen, record };
}

const AskedContext = createContext<Asked | undefined>(undefined);

/** @param context the one that is open; undefined where none is */
export function useWay(context: ContextSummary | undefined, view: ViewName): AskedWay {
  const id = context?.id ?? ('' as ContextId);
  const search = useSearch();
  const chosen = fromOf(search);
  const isTyped = useIsAlertmanagerTyped(id, search);
  const record = useRecordOf(id);
  const { known: recordsKnown } = useRecords();
  const live = useStands(id);
  const [liveOf, setLiveOf] = useState<ContextId | undefined>();
  // Of the context that is open alone: when it is opened again, that begins anew.
  const next = live || liveOf === id ? id : undefined;
  if (next !== liveOf) setLiveOf(next);
  const way = wayOf({
    ...{ chosen, context: id, record, recordsKnown, wasLive: next === id },
    isBeside: view === 'alertmanager' && isTyped,
  });
  const { from, isChosen } = way;
  return useMemo(() => ({ from, isChosen, record }), [from, isChosen, record]);
}

function useStands(context: ContextId): boolean {
  const { kind } = useConnection(context).state;
  return kind === 'connected' || kind === 'degraded';
}

interface AskedProviderProps {
  readonly context: ContextSummary | undefined;
  readonly way: AskedWay;
  readonly children: ReactNode;
}

export function AskedProvider({ context, way, children }: AskedProviderProps) {
  const isOpen = useLinkState().kind === 'open';
  const id = context?.id;
  const name = context?.name ?? '';
  const stands = useStands(id ?? ('' as ContextId));
  const record = way.from === 'record' ? way.record : undefined;
  const asked = useMemo((): Asked | undefined => {
    if (id === undefined) return undefined;
    if (record !== undefined) return { context: id, id: record.record, name, live: isOpen, record };
    return { context: id, id, name, live: isOpen && stands && way.from === 'live', record: undefined };
  }, [id, name, record, isOpen, stands, way.from]);
  return <AskedContext value={asked}>{children}</AskedContext>;
}

/** Only under the frame of a context. */
export function useAsked(): Asked {
  const asked = useContext(AskedContext);
  if (asked === undefined) throw new Error('useAsked where no context is open');
  return asked;
}

/** Undefined where no context is open. */
export function useAskedIfOpen(): Asked | undefined {
  return useContext(AskedContext);
}

/** What is recorded now may have news, which is told when it is asked for again. */
const writtenEveryMs = 5000;

/** How often a view reads again: what is live, as a person chose; a record, while it is written; else once. */
export function everyMsOf(
  record: ReadableRecord | undefined,
  chosenMs: number,
  whileWrittenMs = writtenEveryMs,
): number {
  if (record === undefined) return chosenMs;
  return record.isWritten ? whileWrittenMs : 0;
}

/** A record of a Prometheus that has just begun has no documents yet: what the server says of itself is to come. */
export function isToCome(record: ReadableRecord | undefined): boolean {
  return record?.kind === 'prometheus' && record.isWritten;
}
