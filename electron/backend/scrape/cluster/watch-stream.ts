/** One watch of the API server, from a version on, to its end: one JSON object a line, parsed one at a time. */
import { z } from 'zod';
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import type { RequestOptions } from '../../sources/source.ts';
import { LineSplitter } from './line-splitter.ts';
import { refusalError } from './refusal-error.ts';
import { objectName } from './resource-list.ts';
import type { WatchClient } from './watch-client.ts';

export interface FollowOptions {
  readonly from: string;
  readonly fieldSelector: string | undefined;
  /** For messages. */
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly timeoutSeconds: number;
  /** Without a byte for so long it ends with an error. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  /** It may be watched. */
  readonly onOpen: () => void;
  /** From here a watch that breaks is to go on. */
  readonly onVersion: (version: string) => void;
  readonly onObject: (kind: 'set' | 'deleted', name: string, object: unknown) => void;
  /** A line was longer than any object is; what it told is not known. */
  readonly onRefused: (error: AppError) => void;
}

/** etcd takes objects of at most 1.5 MiB, and JSON of what is stored as protobuf is up to twice as long. */
export const mostLineBytes = 4 * 1024 * 1024;

const event = z.object({ type: z.string(), object: z.unknown() });
const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });
const failure = z.object({ code: z.number().optional(), message: z.string().optional() });

/**
 * @returns `expired`: the version is too old, and the list is to be read anew; `ended`: in good order.
 * @throws AppError api.*, auth.*; CancelledError; what a broken connection throws
 */
export async function followWatch(
  client: WatchClient,
  path: string,
  options: FollowOptions,
): Promise<'expired' | 'ended'> {
  const { signal, silenceMs } = options;
  const ending = new AbortController();
  const watchdog = setTimeout(() => ending.abort(), silenceMs);
  try {
    const request: RequestOptions = {
      method: 'GET',
      origin: client.server,
      path: watchPath(path, options),
      signal: AbortSignal.any([signal, ending.signal]),
    };
    const { statusCode, body } = await client.requester.request(request);
    if (statusCode === 410) {
      await body.dump();
      return 'expired';
    }
    if (statusCode !== 200)
      throw await refusalError(client, { statusCode, body, path, verb: 'watch', resource: options.plural });
    options.onOpen();
    const lines = new LineSplitter(mostLineBytes);
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      watchdog.refresh();
      for (const line of lines.push(chunk)) {
        if (takeLine(client, path, line, options) === 'expired') return 'expired';
      }
      if (lines.refused > 0) options.onRefused(tooLong(client, path));
    }
    return 'ended';
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (!ending.signal.aborted) throw error;
    const seconds = silenceMs / 1000;
    const details = { server: client.server, seconds };
    throw new AppError('api.timeout', `${client.server} did not say anything within ${seconds} s.`, {
      details,
      retryable: true,
    });
  } finally {
    clearTimeout(watchdog);
  }
}

function takeLine(client: WatchClient, path: string, line: string, options: FollowOptions): 'expired' | 'taken' {
  const { type, object } = parseLine(client, path, line);
  if (type === 'ERROR') {
    const { code = 500, message = '' } = failure.safeParse(object).data ?? {};
    if (code === 410) return 'expired';
    const details = { server: client.server, status: code, path, serverMessage: message };
    throw new AppError('api.failed', `${client.server} answered ${path} with ${code}: ${message}`, {
      details,
      retryable: true,
    });
  }
  const name = objectName(object);
  if (type === 'DELETED' && name !== undefined) options.onObject('deleted', name, object);
  else if ((type === 'ADDED' || type === 'MODIFIED') && name !== undefined) options.onObject('set', name, object);
  // After the object: one that cannot be taken is told again.
  const version = versioned.safeParse(object).data?.metadata.resourceVersion;
  if (version !== undefined && version !== '') options.onVersion(version);
  return 'taken';
}

function parseLine(client: WatchClient, path: string, line: string): z.infer<typeof event> {
  try {
    return event.parse(JSON.parse(line));
  } catch {
    // The parser's message would quote the line.
    const details = { server: client.server, status: 200, path };
    throw new AppError('api.failed', `${client.server} answered ${path} with a line that is no event.`, {
      details,
      retryable: true,
    });
  }
}

function tooLong({ server }: WatchClient, path: string): AppError {
  const limitMiB = mostLineBytes / 1024 / 1024;
  const details = { server, limitMiB };
  return new AppError(
    'api.tooLarge',
    `${server} told of a change below ${path} in more than ${limitMiB} MiB: it is left out.`,
    { details },
  );
}

function watchPath(path: string, { from, fieldSelector, timeoutSeconds }: FollowOptions): string {
  const query = new URLSearchParams({ watch: '1', allowWatchBookmarks: 'true', resourceVersion: from });
  query.set('timeoutSeconds', String(timeoutSeconds));
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  return `${path}?${query}`;
}
