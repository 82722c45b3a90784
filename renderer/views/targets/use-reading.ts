/** The targets of a context, read again every so often while they are looked at. What was read stays until the next reading is whole. */
import type { ContextId } from '../../../shared/model/context.ts';
import type { TargetsItem } from '../../../shared/model/target.ts';
import { type Feed, type FeedReadings, useFeed } from '../../client/use-feed.ts';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { createReadingFeed } from './reading-feed.ts';
import type { Reading } from './targets-model.ts';

export interface Readings extends Omit<FeedReadings<unknown>, 'read'> {
  readonly reading: Reading | undefined;
}

/** @param active false: nothing is asked, and what was read stays. @param ownMs 0: once, and when asked */
export function useReading(context: ContextId, active: boolean, ownMs: number): Readings {
  const seen = usePageSeen();
  const { read: reading, ...readings } = useFeed({
    ...{ about: context, active: active && seen, everyMs: ownMs, createFeed },
    open: (everyMs) => (client, options) => client.targets.watch({ context, everyMs }, options),
  });
  return { ...readings, reading };
}

function createFeed(): Feed<TargetsItem, Reading> {
  const feed = createReadingFeed();
  return {
    take(item) {
      const event = feed.take(item);
      return event?.kind === 'read' ? { kind: 'read', next: () => event.reading } : event;
    },
    restart: feed.restart,
  };
}
