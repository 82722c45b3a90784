/** A real Pushgateway. */
import { readFile, writeFile } from 'node:fs/promises';
import { type RealServer, startServer } from './real-server.ts';

/** @param path that it answers under: its route prefix, unless the flags say it (`--web.external-url=http://push.example/jobs`) */
export async function startPushgateway(flags: readonly string[] = [], path = ''): Promise<RealServer> {
  const isTold = path === '' || flags.some((flag) => flag.startsWith('--web.external-url'));
  return startServer({
    program: 'prometheus-pushgateway',
    readyPath: `${path}/-/ready`,
    args: (port) => [
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      // Debian's has one for all.
      ...(flags.some((flag) => flag.startsWith('--persistence.file')) ? [] : ['--persistence.file=']),
      ...(isTold ? [] : [`--web.route-prefix=${path}`]),
      ...flags,
    ],
  });
}

/** @param group `JOB/LABEL/VALUE…` @param status that it answers @throws Error where it answers with another */
export async function pushTo(url: string, group: string, text: string, status = 200): Promise<void> {
  const answer = await fetch(`${url}/metrics/job/${group}`, { method: 'POST', body: text });
  if (answer.status !== status) throw new Error(`${answer.status}: ${await answer.text()}`);
}

const agedSeconds = 3 * 86_400;

/**
 * One in which a group of the name `stale` was pushed days ago: it is started once to write it down, and with the time put back in its file, where it is a
 * gauge of protobuf: the tag of its value, and the eight bytes of that.
 * @param file where it keeps its groups
 */
export async function startAgedPushgateway(file: string, stale: PushedGroup, path = ''): Promise<RealServer> {
  const flags = [`--persistence.file=${file}`, '--persistence.interval=1s'];
  const before = await startPushgateway(flags, path);
  try {
    await pushTo(before.url + path, stale.group, stale.text);
  } finally {
    // It writes what it has as it ends.
    await before.stop();
  }
  const written = await readFile(file);
  if (putBack(written) === 0) throw new Error('no time of a push is in the file');
  await writeFile(file, written);
  return startPushgateway(flags, path);
}

export interface PushedGroup {
  readonly group: string;
  readonly text: string;
}

/** Field 1, 64 bits. */
const valueTag = 0x09;

function putBack(bytes: Buffer): number {
  const nowSeconds = Date.now() / 1000;
  let count = 0;
  for (let at = bytes.indexOf(valueTag); at >= 0 && at + 9 <= bytes.length; at = bytes.indexOf(valueTag, at + 1)) {
    const seconds = bytes.readDoubleLE(at + 1);
    if (!(Math.abs(seconds - nowSeconds) < 600)) continue;
    bytes.writeDoubleLE(seconds - agedSeconds, at + 1);
    count += 1;
  }
  return count;
}
