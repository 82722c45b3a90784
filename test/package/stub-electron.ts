/** A folder in the shape of Electron's distribution for Linux, with a binary that only has the fuses: enough for electron-builder. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks the fuses in Electron's binary: after it come the version, their number, and a byte for each. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const fuseNames = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserV8Snapshot',
  'fileProtocolPrivileges',
] as const;
/** As Electron ships them, but for two that our configuration would leave unseen if it forgot them. */
const shipped = '10110011';

export function makeStubElectron(dir: string, version: string): void {
  mkdirSync(join(dir, 'locales'), { recursive: true });
  mkdirSync(join(dir, 'resources'));
  const header = Buffer.from([1, fuseNames.length]);
  writeFileSync(
    join(dir, 'electron'),
    Buffer.concat([Buffer.from('#!/bin/sh\n'), sentinel, header, Buffer.from(shipped)]),
    {
      mode: 0o755,
    },
  );
  for (const locale of ['de', 'en-US', 'ko']) writeFileSync(join(dir, 'locales', `${locale}.pak`), '');
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(dir, name), '');
  writeFileSync(join(dir, 'version'), version);
}

export function readFuses(binary: string): Record<string, boolean> {
  const bytes = readFileSync(binary);
  const start = bytes.indexOf(sentinel) + sentinel.length + 2;
  return Object.fromEntries(fuseNames.map((name, index) => [name, bytes[start + index] === 0x31]));
}
