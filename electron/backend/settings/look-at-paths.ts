/** What lies at paths that the user typed into the settings, so that the page can say it beside them. Keeps nothing. */
import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../../shared/base/errors.ts';
import type { PathFinding } from '../../../shared/contract/settings.ts';
import { abortable } from '../base/deadline.ts';
import { eachOf } from '../base/each-of.ts';
import { readSmallFile } from '../base/read-file.ts';

/** A network drive that is gone does not answer at all. */
const timeoutMs = 3000;

/** As much as is read of an authority's file (network/authorities.ts). */
const maxBytes = 1024 * 1024;

/** In the order of `paths`, `~/` being `homeDir`. @throws CancelledError */
export async function lookAtPaths(
  paths: readonly string[],
  homeDir: string,
  signal: AbortSignal,
): Promise<readonly PathFinding[]> {
  return abortable(
    signal,
    eachOf(paths, (path) => inTime(path, lookAt(path, homeDir))),
  );
}

async function lookAt(path: string, homeDir: string): Promise<PathFinding> {
  const absolute = /^~([\\/]|$)/.test(path) ? join(homeDir, path.slice(1)) : path;
  try {
    const facts = await stat(absolute);
    if (facts.isDirectory()) return finding(path, 'folder');
    const text = (await readSmallFile(absolute, maxBytes)).toString('latin1');
    return { ...finding(path, 'file'), certificates: countCertificates(text) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return finding(path, 'nothing');
    return finding(path, 'unreadable', code === 'EACCES' || code === 'EPERM' ? 'permission denied' : errorText(error));
  }
}

function finding(path: string, found: PathFinding['found'], reason = ''): PathFinding {
  return { path, found, certificates: 0, reason };
}

function countCertificates(text: string): number {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.filter(isCertificate).length;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    // A block of something else is no certificate: that is the answer.
    return false;
  }
}

async function inTime(path: string, looking: Promise<PathFinding>): Promise<PathFinding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PathFinding>((resolve) => {
    const reason = `it did not answer within ${timeoutMs / 1000} s`;
    timer = setTimeout(() => resolve(finding(path, 'unreadable', reason)), timeoutMs);
  });
  try {
    return await Promise.race([looking, late]);
  } finally {
    clearTimeout(timer);
  }
}
