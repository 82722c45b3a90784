/** Serves the built page at app://binnacle/, with the policy and headers of the web host. It reads one folder and nothing else. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { filePolicy, noncePlaceholder, pagePolicy, securityHeaders } from '../backend/base/content-security-policy.ts';
import { pageTypeOf } from '../backend/base/page-types.ts';
import { appScheme, isOwnAddress, pageUrl } from './app-origin.ts';

/** To be called before the app is ready. Only what the page needs: no service workers, no bypass of its policy. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** @param pageDir the built page; in the package it lies inside the archive. */
export function serveApp(pageDir: string): void {
  protocol.handle(appScheme, (request) => answer(request, pageDir));
}

/** A path without the extension of a file is one of the page's own routes and gets the page. */
async function answer(request: Pick<Request, 'url' | 'method'>, pageDir: string): Promise<Response> {
  if (!isOwnAddress(request.url)) return text(404, 'Not Found');
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'Method Not Allowed');
  const path = (request.url.slice(pageUrl.length - 1).split(/[?#]/, 1)[0] ?? '') || '/';
  const type = pageTypeOf(path);
  if (type === undefined || path === '/index.html') return page(pageDir);
  const body = await readInside(pageDir, path);
  if (body === undefined) return text(404, 'Not Found');
  return new Response(body, { headers: headers(type, filePolicy()) });
}

/**
 * By the path's text alone: what the archive's reader answers to realpath is its own matter, and the folder is made by our build, without
 * links.
 */
async function readInside(pageDir: string, path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    const file = resolve(pageDir, `.${decodeURIComponent(path)}`);
    return file.startsWith(resolve(pageDir) + sep) ? await readFile(file) : undefined;
  } catch {
    // Not there, a folder, or no path at all (a NUL, a lone %).
    return undefined;
  }
}

async function page(pageDir: string): Promise<Response> {
  const nonce = randomBytes(18).toString('base64url');
  const html = await readFile(resolve(pageDir, 'index.html'), 'utf8').catch(() => undefined);
  if (html === undefined) return text(500, 'The page of Binnacle is not built.');
  const body = html.replaceAll(noncePlaceholder, nonce);
  return new Response(body, { headers: headers('text/html; charset=utf-8', pagePolicy({ nonce })) });
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, { status, headers: headers('text/plain; charset=utf-8', filePolicy()) });
}

function headers(type: string, policy: string): Record<string, string> {
  return {
    ...securityHeaders,
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
  };
}
