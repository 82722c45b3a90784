/**
 * A Prometheus that misbehaves, for what a real one cannot be made to do: truncated, endless, huge, slow or foreign answers. It
 * answers `/api/v1/query`, `query_range` and `status/buildinfo` as it is told; or it stands before a real one and holds back what it says.
 * Use it direct or behind a port-forward.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { assertNever } from '../../shared/base/assert-never.ts';
import { plainRequest } from './http.ts';

export type BadAnswer =
  /** A vector or matrix of one series; with what is added to the envelope (`warnings`, `infos`). */
  | { readonly kind: 'fine'; readonly extra?: Readonly<Record<string, unknown>> }
  /** This body, whole. */
  | { readonly kind: 'body'; readonly body: string; readonly code?: number; readonly contentType?: string }
  /** Prometheus's own error envelope. */
  | { readonly kind: 'error'; readonly code: number; readonly errorType: string; readonly error: string }
  | { readonly kind: 'html'; readonly code?: number }
  /** Says how long the body is, sends this share of it, cuts the connection. */
  | { readonly kind: 'truncated'; readonly share?: number }
  /** The same without saying how long it is: the chunked body just stops, as when the server dies. */
  | { readonly kind: 'cut' }
  /** Valid JSON up to its end, which never comes. */
  | { readonly kind: 'endless' }
  /** A valid matrix of at least this size. */
  | { readonly kind: 'huge'; readonly sizeBytes: number }
  /** The fine body, a byte at a time. */
  | { readonly kind: 'slow'; readonly msPerByte: number }
  /** Takes the request, never answers. */
  | { readonly kind: 'hang' }
  /** Headers, then nothing. */
  | { readonly kind: 'stall' }
  /** Cuts the connection without an answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Bytes that are no HTTP. */
  | { readonly kind: 'garbage' }
  /** What the server at this address (`http://127.0.0.1:9090`) says to the same request. */
  | { readonly kind: 'forward'; readonly to: string }
  /** What this server says to it. */
  | {
      readonly kind: 'by';
      readonly server: { serve(request: { readonly url: string }, response: ServerResponse): boolean };
    }
  /** Takes the request, and answers it when the time has come. */
  | { readonly kind: 'later'; readonly when: Promise<unknown>; readonly answer: BadAnswer };

/** What is asked for, of the address and of the form. */
export interface Asked {
  /** `/api/v1/query_range` */
  readonly path: string;
  readonly params: URLSearchParams;
}

export interface BadPrometheus {
  readonly url: string;
  readonly port: number;
  /** What every request is answered from now on, or each by what it asks for. */
  answer: BadAnswer | ((asked: Asked) => BadAnswer);
  /** What buildinfo is answered; fine unless set. */
  buildInfo: BadAnswer;
  /** Requests whose answer is under way: falls to 0 when clients have gone. */
  readonly openRequests: number;
  readonly totalRequests: number;
  /** Bytes of bodies handed to the sockets so far. */
  readonly sentBytes: number;
  stop(): Promise<void>;
}

const json = { 'Content-Type': 'application/json' };
const page =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n';
const matrixHead = '{"status":"success","data":{"resultType":"matrix","result":[';
const matrixTail = ']}}';

function fineBody(path: string, extra: Readonly<Record<string, unknown>> = {}): string {
  const metric = { __name__: 'up', job: 'bad' };
  const seconds = Math.floor(Date.now() / 1000);
  const isRange = path.endsWith('/query_range');
  const values = Array.from({ length: 5 }, (_, index) => [seconds - 60 * (4 - index), '1']);
  const data = path.endsWith('/buildinfo')
    ? { version: '2.42.0', revision: '225c61122d88b01d1f0eaaee0e05b6f3e0567ac0', branch: 'HEAD', goVersion: 'go1.19.5' }
    : {
        resultType: isRange ? 'matrix' : 'vector',
        result: [isRange ? { metric, values } : { metric, value: [seconds, '1'] }],
      };
  return JSON.stringify({ status: 'success', data, ...extra });
}

/** One series of a matrix, about 18 KB. */
function matrixSeries(index: number): string {
  const values = Array.from({ length: 720 }, (_, step) => `[${1_700_000_000 + step * 15},"${step * 1.25}"]`);
  return `{"metric":{"__name__":"padding","series":"${index}"},"values":[${values.join(',')}]}`;
}

interface WholeRequest extends Asked {
  readonly method: string;
  /** The path and what follows it. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

class Answering {
  readonly #response: ServerResponse;
  readonly #asked: WholeRequest;
  readonly #count: (bytes: number) => void;

  constructor(response: ServerResponse, asked: WholeRequest, count: (bytes: number) => void) {
    this.#response = response;
    this.#asked = asked;
    this.#count = count;
  }

  give(answer: BadAnswer): void {
    const response = this.#response;
    switch (answer.kind) {
      case 'fine':
        this.#whole(200, json, fineBody(this.#asked.path, answer.extra));
        break;
      case 'body':
        this.#whole(answer.code ?? 200, { 'Content-Type': answer.contentType ?? 'application/json' }, answer.body);
        break;
      case 'error':
        this.#whole(
          answer.code,
          json,
          JSON.stringify({ status: 'error', errorType: answer.errorType, error: answer.error }),
        );
        break;
      case 'html':
        this.#whole(answer.code ?? 200, { 'Content-Type': 'text/html; charset=utf-8' }, page);
        break;
      case 'redirect':
        this.#whole(302, { Location: answer.location }, '');
        break;
      case 'truncated':
        this.#truncated(answer.share ?? 0.5);
        break;
      case 'cut':
        response.writeHead(200, json).write(matrixHead, () => response.destroy());
        break;
      case 'endless':
        this.#pour(Number.POSITIVE_INFINITY);
        break;
      case 'huge':
        this.#pour(answer.sizeBytes);
        break;
      case 'slow':
        this.#drip(fineBody(this.#asked.path), answer.msPerByte);
        break;
      case 'stall':
        response.writeHead(200, json).flushHeaders();
        break;
      case 'hang':
        break;
      case 'reset':
        response.destroy();
        break;
      case 'garbage':
        response.socket?.end('\u0000\u0001 this is not HTTP \r\n\r\n');
        break;
      case 'forward':
        void this.#forward(answer.to);
        break;
      case 'by':
        if (!answer.server.serve(this.#asked, response)) response.writeHead(404).end();
        break;
      case 'later':
        // Whoever has gone meanwhile is not answered.
        void answer.when.then(() => response.destroyed || this.give(answer.answer));
        break;
      default:
        assertNever(answer);
    }
  }

  #whole(code: number, headers: Readonly<Record<string, string>>, body: string): void {
    this.#count(body.length);
    this.#response.writeHead(code, headers).end(body);
  }

  async #forward(to: string): Promise<void> {
    const { method, url, contentType, body } = this.#asked;
    const headers = contentType === '' ? {} : { 'Content-Type': contentType };
    try {
      const said = await plainRequest(to + url, { method, body, headers });
      this.#whole(said.status, { 'Content-Type': String(said.headers['content-type']) }, said.body);
    } catch {
      // The real one has gone, or is too slow: so is this one.
      this.#response.destroy();
    }
  }

  #truncated(share: number): void {
    const body = fineBody(this.#asked.path);
    const part = body.slice(0, Math.floor(body.length * share));
    this.#response.writeHead(200, { ...json, 'Content-Length': body.length });
    this.#count(part.length);
    this.#response.write(part, () => this.#response.destroy());
  }

  /** Series after series, never more than the reader takes. */
  #pour(sizeBytes: number): void {
    const response = this.#response.writeHead(200, json);
    let sent = matrixHead.length;
    let index = 0;
    response.write(matrixHead);
    const more = () => {
      while (sent < sizeBytes && !response.destroyed) {
        const text = (index === 0 ? '' : ',') + matrixSeries(index);
        index += 1;
        sent += text.length;
        this.#count(text.length);
        if (!response.write(text)) {
          response.once('drain', more);
          return;
        }
      }
      if (!response.destroyed) response.end(matrixTail);
    };
    more();
  }

  #drip(body: string, msPerByte: number): void {
    const response = this.#response.writeHead(200, { ...json, 'Content-Length': body.length });
    let at = 0;
    const timer = setInterval(() => {
      this.#count(1);
      response.write(body.charAt(at));
      at += 1;
      if (at < body.length) return;
      clearInterval(timer);
      response.end();
    }, msPerByte);
    response.on('close', () => clearInterval(timer));
  }
}

class RunningBadPrometheus implements BadPrometheus {
  answer: BadPrometheus['answer'] = { kind: 'fine' };
  buildInfo: BadAnswer = { kind: 'fine' };
  #open = 0;
  #total = 0;
  #sent = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((request, response) => this.#serve(request, response));

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get openRequests(): number {
    return this.#open;
  }

  get totalRequests(): number {
    return this.#total;
  }

  get sentBytes(): number {
    return this.#sent;
  }

  async listen(): Promise<void> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#open += 1;
    this.#total += 1;
    response.on('close', () => {
      this.#open -= 1;
    });
    response.on('error', () => response.destroy());
    // The body is read to its end first, as Prometheus does before it evaluates.
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString()));
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = 'GET', url = '/' } = request;
    const { pathname: path, searchParams } = new URL(url, 'http://bad');
    const params = new URLSearchParams([...searchParams, ...new URLSearchParams(body)]);
    const contentType = request.headers['content-type'] ?? '';
    const answering = new Answering(response, { method, url, contentType, path, params, body }, (bytes) => {
      this.#sent += bytes;
    });
    if (path.endsWith('/buildinfo')) answering.give(this.buildInfo);
    else answering.give(typeof this.answer === 'function' ? this.answer({ path, params }) : this.answer);
  }
}

/** Answers well until told otherwise. */
export async function startBadPrometheus(): Promise<BadPrometheus> {
  const running = new RunningBadPrometheus();
  await running.listen();
  return running;
}
