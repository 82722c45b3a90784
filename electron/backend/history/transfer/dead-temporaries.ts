/**
 * Names of files that are being written, and the removal of those whose writer was killed. A name says on which computer (and, where processes
 * are numbered apart, in which namespace) which process writes it. Only what a process of here wrote that is no more is removed: where its
 * number was given to another one, the file stays.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const pattern = /\.([0-9a-f]{12})-(\d{1,10})-[0-9a-f]{12}\.tmp$/;

/** A name beside `path` that nobody else has. */
export function temporaryBeside(path: string): string {
  return `${path}.${here()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Those in the folder; what cannot be looked at or removed stays. @param withFolders in a folder of our own only: folders, too, with all that is in them */
export async function removeDeadTemporaries(folder: string, withFolders = false): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, computer, pid] = pattern.exec(name) ?? [];
    if (computer !== here() || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    if (await isOurs(path, withFolders))
      await rm(path, { force: true, recursive: withFolders, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Processes are known by their numbers only among those that number them together. */
function here(): string {
  const text = JSON.stringify([hostname(), process.platform, namespace(), machineId()]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Of process numbers; only Linux has several. Outside containers it is the same one everywhere. */
function namespace(): string {
  return onLinux(() => readlinkSync('/proc/self/ns/pid'));
}

/** Two computers may have one name, and one folder. https://www.freedesktop.org/software/systemd/man/latest/machine-id.html */
function machineId(): string {
  return onLinux(() => readFileSync('/etc/machine-id', 'utf8').trim());
}

function onLinux(read: () => string): string {
  try {
    return process.platform === 'linux' ? read() : '';
  } catch {
    return '';
  }
}

/** One that another user runs is there, too: EPERM. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isOurs(path: string, isFolderToo: boolean): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  const isKind = found?.isFile() === true || (isFolderToo && found?.isDirectory() === true);
  return isKind && (process.getuid === undefined || found?.uid === process.getuid());
}
