/** Which version a server had, by the build information that was kept. */
import { z } from 'zod';
import type { SourceStatus } from '../source.ts';
import type { RecordedDeps, RecordedVersions } from './recorded-deps.ts';
import { newestMs } from './recorded-status.ts';

const buildInfo = z.object({ version: z.string() });

const timeoutMs = 10_000;

export function recordedVersions(
  { history, source }: Pick<RecordedDeps, 'history' | 'source'>,
  status: Pick<SourceStatus, 'read'>,
): RecordedVersions {
  const read = async (atMs: number, signal: AbortSignal) =>
    versionOf((await status.read('buildinfo', { atMs, timeoutMs, signal }))?.text);
  return {
    async versionAt(timeMs, signal) {
      const then = await read(timeMs, signal);
      if (then !== undefined) return then;
      const [first] = await history.lookAt(source, signal).changes('buildinfo', { startMs: timeMs, endMs: newestMs });
      return first === undefined ? undefined : read(first.atMs, signal);
    },
  };
}

function versionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return buildInfo.safeParse(JSON.parse(text)).data?.version;
  } catch {
    return undefined;
  }
}
