/** The body of a form that was posted. */
import type { IncomingMessage } from 'node:http';

/** As much as Go reads of a form. */
const longestBytes = 10 * 1024 * 1024;

/** @returns '' where there is no form in it; undefined where it is too long. @throws where the client goes away */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (request.method !== 'POST' || !isForm(request.headers['content-type'] ?? '')) return '';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isForm(contentType: string): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
