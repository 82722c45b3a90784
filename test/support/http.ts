/** The smallest HTTP client for tests: one connection a request, nothing kept open. Use the real clients for what is being tested. */
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';

export interface PlainRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Default 10,000. */
  readonly timeoutMs?: number;
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** @throws whatever the connection throws, and an Error after the deadline */
export function plainRequest(url: string, options: PlainRequest = {}): Promise<PlainResponse> {
  const { method = 'GET', headers = {}, body, timeoutMs = 10_000, ca, cert, key } = options;
  const send = url.startsWith('https:') ? secureRequest : request;
  return new Promise((resolve, reject) => {
    const tls = { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
    const sent = send(url, { method, headers: { ...headers }, agent: false, ...tls }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('close', () => clearTimeout(timer));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    const late = () => sent.destroy(new Error(`${method} ${url} did not end within ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(body);
  });
}
