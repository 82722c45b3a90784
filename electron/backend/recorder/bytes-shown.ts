/** What a series costs on the disk in a day, as the source's own record has shown: better than any constant, once there are some hours of it. */
import { AppError } from '../../../shared/base/errors.ts';
import { slotMs } from './back-fill-plan.ts';
import type { RecordLooks } from './session-state.ts';

const dayMs = 86_400_000;
/** In fewer, what is not packed yet outweighs the rest. */
const fewestSlots = 4;

/** @returns undefined where there is no such record, or not enough of it */
export async function bytesASeriesDay(
  record: Pick<RecordLooks, 'describe' | 'series'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { firstMs, lastMs, bytes } = await record.describe(signal);
    if (firstMs === undefined || lastMs === undefined) return undefined;
    const slots = await record.series({ startMs: firstMs, endMs: lastMs }, signal);
    if (slots.length < fewestSlots) return undefined;
    // The first and the last two hours are not whole.
    const seriesMs = slots.map(
      ({ startMs, series }) => series * (Math.min(startMs + slotMs, lastMs) - Math.max(startMs, firstMs)),
    );
    const sumMs = seriesMs.reduce((sum, one) => sum + Math.max(0, one), 0);
    return sumMs === 0 ? undefined : (bytes * dayMs) / sumMs;
  } catch (error) {
    // A record that is not there yet, or cannot be read, has shown nothing.
    if (error instanceof AppError && error.code.startsWith('history.')) return undefined;
    throw error;
  }
}
