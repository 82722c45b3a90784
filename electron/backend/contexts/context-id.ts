/** A context's id: (file group, name) as one text, the same in every run, and readable: `~/.kube/config::harbor`. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { AddressId } from '../../../shared/model/address.ts';
import type { ContextId } from '../../../shared/model/context.ts';

/** The contract's limit for an id is 2048 characters. */
const maxLength = 1024;

/**
 * What stands for a group in ids: its first file, so that a file added to the end of the KUBECONFIG list renames nothing. Colons are
 * escaped, so that `::` ends it.
 * @param taken keys of the groups before; two groups that begin with one file stay apart.
 */
export function groupKey(files: readonly string[], homeDir: string, taken: ReadonlySet<string>): string {
  const first = path.resolve(files[0] ?? '');
  const relative = path.relative(homeDir, first);
  const inHome = homeDir !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  const readable = inHome ? `~/${relative.replaceAll(path.sep, '/')}` : first;
  const key = readable.replaceAll('%', '%25').replaceAll(':', '%3A');
  let unique = key;
  for (let n = 2; taken.has(unique); n++) unique = `${key}:${n}`;
  return unique;
}

export function contextId(group: string, name: string): ContextId {
  const id = `${group}::${name}`;
  if (id.length <= maxLength) return id as ContextId;
  return `${id.slice(0, maxLength)}…${createHash('sha256').update(id).digest('hex')}` as ContextId;
}

export function isOfGroup(id: ContextId, group: string): boolean {
  return id.startsWith(`${group}::`);
}

/** This computer, which is always there. */
export const computerContextId = contextId('computer', 'this-computer');

/** Never a kubeconfig's, as `computer`: a group's key is a path, absolute or in the home folder. */
const addressGroup = 'address';

export function addressContextId(address: AddressId): ContextId {
  return contextId(addressGroup, address);
}

/** The record of a source, which is there whatever is connected. Never a kubeconfig's either. */
const recordGroup = 'record';

/** @param source the name of its folder */
export function recordContextId(source: string): ContextId {
  return contextId(recordGroup, source);
}

/** @returns undefined for what is no record; else whatever stands there, which may be no folder's name */
export function sourceOfRecord(id: ContextId): string | undefined {
  return isOfGroup(id, recordGroup) ? id.slice(recordGroup.length + 2) : undefined;
}

/** @returns undefined for a context of a kubeconfig. */
export function addressOfContext(id: ContextId): AddressId | undefined {
  return isOfGroup(id, addressGroup) ? (id.slice(addressGroup.length + 2) as AddressId) : undefined;
}
