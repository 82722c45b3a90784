/** Why a server, or the record of one, tells nothing: it has no such thing, says nothing of itself, or it was not kept; and the way to when it was. */
import { formatDateTime, type TimeZone } from '../../shared/format/time.ts';
import type { NotTold } from '../../shared/model/server-status.ts';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';

type NotKeptText = 'notKept' | 'notKeptWhy' | 'notKeptYet' | 'notYet' | 'notYetWhy' | 'toFirst';
type UntoldText = NotKeptText | 'notServed' | 'notServedWhy' | 'notTold' | 'notToldWhy';

interface UntoldProps<Text> {
  /** The record has just begun, and goes on. */
  readonly isToCome: boolean;
  readonly timeZone: TimeZone;
  /** @param time of the first that was kept */
  readonly say: (text: Text, time?: string) => string;
  readonly onFirst: (atMs: number) => void;
}

export function Untold({ why, ...rest }: UntoldProps<UntoldText> & { readonly why: NotTold }) {
  const { isToCome, say } = rest;
  if (why.outcome === 'notServed') return <Empty title={say('notServed')}>{say('notServedWhy')}</Empty>;
  if (why.outcome === 'notTold' && !isToCome) return <Empty title={say('notTold')}>{say('notToldWhy')}</Empty>;
  return <NotKept firstMs={why.outcome === 'notKept' ? why.firstMs : undefined} {...rest} />;
}

/** @param firstMs when it was kept first; undefined: never */
export function NotKept({
  firstMs,
  isToCome,
  timeZone,
  say,
  onFirst,
}: UntoldProps<NotKeptText> & { readonly firstMs: number | undefined }) {
  if (firstMs === undefined) return <Empty title={say('notKept')}>{say(isToCome ? 'notKeptYet' : 'notKeptWhy')}</Empty>;
  const time = formatDateTime(Math.floor(firstMs / 1000) * 1000, timeZone);
  return (
    <Empty
      title={say('notYet')}
      actions={<Button onClick={() => onFirst(Math.ceil(firstMs))}>{say('toFirst')}</Button>}
    >
      {say('notYetWhy', time)}
    </Empty>
  );
}
