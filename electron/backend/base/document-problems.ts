/** What can be wrong with a document of the data folder, and where what could not be read is put. */
import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import { AppError, type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import type { Clock } from '../ports.ts';

interface Place {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
}

function asidePath({ path, clock }: Place, why: string): string {
  return `${path}.${why}-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
}

/** @returns what names the file's own path where it could not be set aside. */
export function setAside(place: Place, reason: string): AppErrorData {
  const aside = asidePath(place, 'broken');
  try {
    renameSync(place.path, aside);
    return unreadable(aside, reason);
  } catch (error) {
    return unreadable(place.path, `${reason}; and it could not be set aside: ${errorText(error)}`);
  }
}

/** @throws what the system says: the file must then not be written over. */
export function copyAside(place: Place, entries: number): AppErrorData {
  const aside = asidePath(place, 'partly-read');
  copyFileSync(place.path, aside);
  chmodSync(aside, 0o600);
  const message = `${entries} entries of ${place.path} could not be read. The others hold; the file as it was lies in ${aside}.`;
  return new AppError('data.partlyRead', message, { details: { path: aside, entries } }).toData();
}

export function unreadable(path: string, reason: string): AppErrorData {
  const message = `What was kept in ${path} could not be read (${reason}). Binnacle begins anew beside it.`;
  return new AppError('data.unreadable', message, { details: { path, reason } }).toData();
}

export function fromTheFuture(path: string, version: number): AppErrorData {
  const message = `${path} was written by a newer Binnacle (version ${version}). It is left as it is, and nothing new is kept.`;
  return new AppError('data.future', message, { details: { path, version } }).toData();
}

export function unwritable(path: string, reason: string): AppErrorData {
  const message = `${path} could not be written (${reason}). What is new holds until Binnacle ends.`;
  return new AppError('data.unwritable', message, { details: { path, reason } }).toData();
}
