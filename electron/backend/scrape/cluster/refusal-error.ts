/** What the API server refused on a streamed request, in words: its own Status object, read bounded. */
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { WatchClient } from './watch-client.ts';

export interface Refusal {
  readonly statusCode: number;
  readonly body: Dispatcher.ResponseData['body'];
  /** Without its query. */
  readonly path: string;
  readonly verb: string;
  /** `pods`, `nodes/proxy`. */
  readonly resource: string;
}

/** That are read of one: the API server's own are far smaller. */
export const mostStatusBytes = 64 * 1024;

const apiStatus = z.object({ kind: z.literal('Status'), message: z.string().optional() });

const ownStatus = z.object({
  ...{ kind: z.literal('Status'), apiVersion: z.literal('v1'), status: z.literal('Failure') },
  code: z.number(),
});

/** Whether it is of the API server itself: whoever is behind its proxy may answer JSON, too. @param text as far as it was read */
export function isOwnStatus(statusCode: number, text: string): boolean {
  try {
    return ownStatus.parse(JSON.parse(text)).code === statusCode;
  } catch {
    return false; // cut off, no JSON, or somebody else's
  }
}

/** Reads the body to its end, or as far as it is looked at. Does not throw. */
export async function refusalError(client: Pick<WatchClient, 'server' | 'user'>, refusal: Refusal): Promise<AppError> {
  const said = await statusMessage(refusal.body);
  const { server, user } = client;
  const { statusCode: status, path, verb, resource } = refusal;
  const words = said === undefined ? {} : { serverMessage: said };
  if (status === 403) {
    const namespace = /^\/api\/v1\/namespaces\/([^/]+)\//.exec(path)?.[1] ?? '';
    const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    return new AppError('api.forbidden', `The user "${user}" may not ${verb} ${resource} ${where} of ${server}.`, {
      details: { server, user, verb, resource, namespace, ...words },
    });
  }
  if (status === 404) {
    return new AppError('api.notFound', `${server} has no ${path}.`, { details: { server, path, ...words } });
  }
  return new AppError(
    'api.failed',
    `${server} answered ${path} with ${status}${said === undefined ? '.' : `: ${said}`}`,
    {
      details: { server, status, path, ...words },
      retryable: true,
    },
  );
}

/** The API's own words; undefined where something else speaks. */
async function statusMessage(body: Dispatcher.ResponseData['body']): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > mostStatusBytes) break;
    }
    return apiStatus.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).message;
  } catch {
    return undefined; // whatever came is no Status: the code alone says it
  }
}
