/** Serves the built page: freely, since it holds no secret. Every answer is a file of one folder, or the page itself. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { filePolicy, noncePlaceholder, pagePolicy } from '../backend/base/content-security-policy.ts';
import { pageTypeOf } from '../backend/base/page-types.ts';

/** The build puts a hash of the content into the names of these: they never change. */
const hashed = /^\/assets\/.*-[A-Za-z0-9_-]{8}\.\w+$/;

export interface PageRequest {
  readonly pageDir: string;
  /** The Host header, already checked. */
  readonly host: string;
}

/** Paths without a file's extension that we know are the page's own routes (which hold contexts' names) and get the page. */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageRequest,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return sendText(response, 405, 'Method Not Allowed');
  }
  const path = (request.url ?? '').split(/[?#]/, 1)[0] ?? '';
  if (!path.startsWith('/')) return sendText(response, 400, 'Bad Request');
  const type = pageTypeOf(path);
  if (type === undefined || path === '/index.html') return sendPage(request, response, options);
  const file = await findFile(options.pageDir, path);
  if (file === undefined) return sendText(response, 404, 'Not Found');
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': file.sizeBytes,
    'Content-Security-Policy': filePolicy(),
    'Cache-Control': hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response);
}

/** By the real path, so that neither `..` (in whatever spelling) nor a link leads out of the folder. */
async function findFile(pageDir: string, path: string): Promise<{ path: string; sizeBytes: number } | undefined> {
  try {
    const root = await realpath(pageDir);
    const file = await realpath(join(root, decodeURIComponent(path)));
    if (!file.startsWith(root + sep)) return undefined;
    const found = await stat(file);
    return found.isFile() ? { path: file, sizeBytes: found.size } : undefined;
  } catch {
    // Not there, not readable, or no path at all (a NUL, a lone %).
    return undefined;
  }
}

async function sendPage(request: IncomingMessage, response: ServerResponse, options: PageRequest): Promise<void> {
  const nonce = randomBytes(18).toString('base64url');
  let html: string;
  try {
    html = await readFile(join(options.pageDir, 'index.html'), 'utf8');
  } catch {
    return sendText(response, 500, 'The page of Binnacle is not built.');
  }
  const body = Buffer.from(html.replaceAll(noncePlaceholder, nonce));
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.byteLength,
    'Content-Security-Policy': pagePolicy({ nonce, connect: [`ws://${options.host}`] }),
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Security-Policy': filePolicy(),
    'Cache-Control': 'no-store',
  });
  response.end(`${text}\n`);
}
