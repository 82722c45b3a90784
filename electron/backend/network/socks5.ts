/**
 * A connection through a SOCKS5 proxy (RFC 1928, 1929): names are looked up by the proxy, as with kubectl. Our own, since the usual
 * library takes no signal and puts the password into its errors.
 */
import net from 'node:net';
import { socketReader } from './socket-reader.ts';

export interface SocksTarget {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What the proxy says, in words; not more of it. */
export class SocksError extends Error {
  readonly retryable: boolean;

  constructor(reason: string, retryable: boolean) {
    super(reason);
    this.name = 'SocksError';
    this.retryable = retryable;
  }
}

const version = 5;
const withoutLogin = 0;
const byPassword = 2;

const replies: Readonly<Record<number, string>> = {
  1: 'it failed in general',
  2: 'its rules do not allow the connection',
  3: 'it has no route to the network',
  4: 'it has no route to the server, or does not know its name',
  5: 'the server refused the connection',
  6: 'the connection took too long',
  7: 'it does not know the command',
  8: 'it does not know this kind of address',
};

/** A rule does not change by asking again; a network may. */
const lasting = new Set([2, 7, 8]);

/** @param socket connected to the proxy; the caller destroys it where this rejects. @throws SocksError; what the socket's error was */
export async function connectSocks5(socket: net.Socket, target: SocksTarget): Promise<void> {
  const reader = socketReader(socket);
  try {
    const hasLogin = target.user !== '' || target.password !== '';
    socket.write(Buffer.from(hasLogin ? [version, 2, withoutLogin, byPassword] : [version, 1, withoutLogin]));
    const [spoken, method] = await reader.take(2);
    if (spoken !== version) throw new SocksError('it does not speak SOCKS5', false);
    if (method === byPassword && hasLogin) await signIn(socket, reader.take, target);
    else if (method !== withoutLogin) throw new SocksError('it wants a login', false);
    socket.write(Buffer.concat([Buffer.from([version, 1, 0]), addressBytes(target)]));
    await readReply(reader.take);
  } finally {
    reader.release();
  }
}

type Take = (count: number) => Promise<Buffer>;

async function signIn(socket: net.Socket, take: Take, { user, password }: SocksTarget): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([1]), shortText(user), shortText(password)]));
  const [, status] = await take(2);
  if (status !== 0) throw new SocksError('it does not accept the name and the password', false);
}

async function readReply(take: Take): Promise<void> {
  const [, reply = 1, , kind] = await take(4);
  if (reply !== 0) throw new SocksError(replies[reply] ?? `it answered ${reply}`, !lasting.has(reply));
  // The address that it connected from, which nobody needs.
  if (kind === 1) await take(4 + 2);
  else if (kind === 4) await take(16 + 2);
  else await take(((await take(1))[0] ?? 0) + 2);
}

function addressBytes({ host, port }: SocksTarget): Buffer {
  const family = net.isIP(host);
  const portBytes = Buffer.from([port >> 8, port & 0xff]);
  if (family === 4) return Buffer.concat([Buffer.from([1, ...host.split('.').map(Number)]), portBytes]);
  if (family === 6) return Buffer.concat([Buffer.from([4]), addressBytes6(host), portBytes]);
  return Buffer.concat([Buffer.from([3]), shortText(host), portBytes]);
}

function addressBytes6(host: string): Buffer {
  // WHATWG's URL writes an address in hexadecimal groups only, the longest run of zeros as `::`.
  const [head = '', tail] = new URL(`http://[${host.replace(/%.*$/, '')}]/`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Buffer.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]));
}

/** A length of one byte, and the text. */
function shortText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > 255) throw new SocksError('a name is longer than 255 bytes', false);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
