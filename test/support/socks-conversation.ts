/** The server's side of SOCKS5 (RFC 1928, login by RFC 1929) up to the open tunnel: only CONNECT, only these two ways to log in. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { OpenRecord } from './proxy-records.ts';

interface SocksConversation {
  readonly login?: { readonly user: string; readonly password: string };
  /** false: the greeting is read and nothing is said. */
  mayTalk(): boolean;
  mayConnect(): boolean;
  wrongLogin(user: string): void;
  refused(target: string, user: string): void;
  /** Undefined where nothing is reached. */
  open(target: string, user: string): Promise<{ upstream: Socket; record: OpenRecord } | undefined>;
  join(upstream: Socket, record: OpenRecord, head: Buffer): void;
}

const version = 5;
const noLogin = 0;
const byPassword = 2;
const noWay = 0xff;
const replies = { opened: 0, notAllowed: 2, refused: 5, unknownCommand: 7 };

/** Bytes in the order in which they come; what is left over at the end belongs to the tunnel. */
class Reader {
  readonly #socket: Socket;
  #buffered = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws Error where the client goes before */
  async take(count: number): Promise<Buffer> {
    while (this.#buffered.length < count) {
      const chunk: Buffer | null = this.#socket.read();
      if (chunk !== null) this.#buffered = Buffer.concat([this.#buffered, chunk]);
      else if (this.#socket.readableEnded || this.#socket.destroyed) throw new Error('the client has gone');
      else await Promise.race([once(this.#socket, 'readable'), once(this.#socket, 'close')]);
    }
    const taken = this.#buffered.subarray(0, count);
    this.#buffered = this.#buffered.subarray(count);
    return taken;
  }

  async byte(): Promise<number> {
    return (await this.take(1))[0] ?? 0;
  }

  get rest(): Buffer {
    return this.#buffered;
  }
}

async function readAddress(reader: Reader): Promise<string> {
  const kind = await reader.byte();
  if (kind === 1) return (await reader.take(4)).join('.');
  if (kind === 3) return (await reader.take(await reader.byte())).toString();
  const bytes = await reader.take(16);
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return `[${groups.join(':')}]`;
}

/** @returns the user's name, '' without a login; undefined where the login was refused */
async function readLogin(socket: Socket, reader: Reader, one: SocksConversation): Promise<string | undefined> {
  await reader.byte();
  const offered = await reader.take(await reader.byte());
  const wanted = one.login === undefined ? noLogin : byPassword;
  if (!offered.includes(wanted)) {
    one.wrongLogin('');
    socket.end(Buffer.from([version, noWay]));
    return undefined;
  }
  socket.write(Buffer.from([version, wanted]));
  if (one.login === undefined) return '';
  await reader.byte();
  const user = (await reader.take(await reader.byte())).toString();
  const password = (await reader.take(await reader.byte())).toString();
  const isRight = user === one.login.user && password === one.login.password;
  if (isRight) socket.write(Buffer.from([1, 0]));
  else {
    one.wrongLogin(user);
    socket.end(Buffer.from([1, 1]));
  }
  return isRight ? user : undefined;
}

/** @throws Error where the client goes in the middle */
export async function serveSocks(socket: Socket, conversation: SocksConversation): Promise<void> {
  const reader = new Reader(socket);
  if (!conversation.mayTalk()) return;
  const user = await readLogin(socket, reader, conversation);
  if (user === undefined) return;
  const [, command] = await reader.take(3);
  const host = await readAddress(reader);
  const target = `${host}:${(await reader.take(2)).readUInt16BE()}`;
  const reply = (code: number) => Buffer.from([version, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  if (command !== 1) {
    socket.end(reply(replies.unknownCommand));
    return;
  }
  if (!conversation.mayConnect()) {
    conversation.refused(target, user);
    socket.end(reply(replies.notAllowed));
    return;
  }
  const opened = await conversation.open(target, user);
  if (opened === undefined) {
    socket.end(reply(replies.refused));
    return;
  }
  socket.write(reply(replies.opened));
  conversation.join(opened.upstream, opened.record, reader.rest);
}
