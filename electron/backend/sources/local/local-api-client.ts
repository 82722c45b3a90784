/** The API of what is on this computer, in the shape in which a remote one is asked: for the catalog, which reads its answers in a worker. */
import { Readable } from 'node:stream';
import type { InProcessApi } from '../../prometheus-api/in-process.ts';
import type { ApiCall, ApiClient, ApiResponse } from '../prometheus/api-client.ts';
import { refusal } from '../prometheus/failures.ts';
import type { ApiRequest } from '../prometheus/request-params.ts';

export function localApiClient(api: InProcessApi): ApiClient {
  const ask = async ({ path, params }: ApiRequest, { signal, elapsedSeconds }: ApiCall): Promise<ApiResponse> => {
    const { status, chunks } = await api.answer(path, params, signal);
    const http = { status, statusText: '' };
    if (status !== 200) {
      const { errorType, error } = JSON.parse([...chunks].join('')) as {
        readonly errorType: string;
        readonly error: string;
      };
      throw refusal(errorType, error, http, elapsedSeconds());
    }
    return { ...http, encoding: 'identity', contentLength: undefined, body: Readable.from(bytesOf(chunks)) };
  };
  return {
    query: ask,
    read: ask,
    async get(request, call) {
      const { body } = await ask(request, call);
      const chunks: Buffer[] = [];
      for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function* bytesOf(chunks: Iterable<string>): Generator<Buffer> {
  for (const chunk of chunks) if (chunk !== '') yield Buffer.from(chunk, 'utf8');
}
