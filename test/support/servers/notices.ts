/**
 * What a Prometheus 3 says at `/api/v1/notifications` and `/api/v1/notifications/live`, as its util/notifications and web/api/v1 do it; there is no
 * package of it to run. Behind any HTTP server of a test, which asks `serve` first.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Notification {
  readonly text: string;
  readonly date: string;
  readonly active: boolean;
}

/** The server's own sentences. */
export const sentences = {
  reload: 'Configuration reload has failed.',
  starting: 'Prometheus is starting and replaying the write-ahead log (WAL).',
  stopping: 'Prometheus is shutting down and gracefully stopping all operations.',
} as const;

export interface NoticesOptions {
  /** `--web.max-notifications-subscribers` */
  readonly mostSubscribers?: number;
  /** What stands between holds back what was said until the answer ends: only its head comes through, or not even that. */
  readonly buffers?: 'body' | 'all';
}

export interface NoticesServer {
  /** @returns false where something else is asked for */
  serve(request: Pick<IncomingMessage, 'url'>, response: ServerResponse): boolean;
  /** A second time: with another date. */
  add(text: string): void;
  takeBack(text: string): void;
  /** As long as it is false, both are unknown: 404. */
  isThere: boolean;
  /** Streams that are open. */
  readonly subscribers: number;
  /** How many there were so far. */
  readonly subscribed: number;
  /** How often the list was read. */
  readonly readings: number;
  /** As a proxy that had enough: every stream breaks in its middle. */
  cut(): void;
  /** Bytes as they are, to every stream. */
  send(bytes: string | Uint8Array): void;
}

const listPath = '/api/v1/notifications';

export function createNoticesServer({ mostSubscribers = 16, buffers }: NoticesOptions = {}): NoticesServer {
  let held: readonly Notification[] = [];
  const streams = new Set<ServerResponse>();
  const counts = { subscribed: 0, readings: 0 };
  const write = (response: ServerResponse, notification: Notification) => {
    if (buffers === undefined) response.write(`data: ${JSON.stringify(notification)}\n\n`);
  };
  const tell = (notification: Notification) => {
    for (const stream of streams) write(stream, notification);
  };
  const subscribe = (response: ServerResponse) => {
    response.setHeader('Content-Type', 'text/event-stream');
    response.setHeader('Cache-Control', 'no-cache');
    if (streams.size >= mostSubscribers) {
      response.writeHead(204).end();
      return;
    }
    counts.subscribed += 1;
    streams.add(response);
    response.on('close', () => streams.delete(response));
    if (buffers !== 'all') response.flushHeaders();
    for (const notification of held) write(response, notification);
  };
  return {
    isThere: true,
    serve({ url = '' }, response) {
      const path = url.replace(/\?.*/, '');
      if (path !== listPath && path !== `${listPath}/live`) return false;
      if (!this.isThere)
        response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      else if (path !== listPath) subscribe(response);
      else {
        counts.readings += 1;
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ status: 'success', data: held }));
      }
      return true;
    },
    add(text) {
      const one = { text, date: new Date().toISOString(), active: true };
      held = held.some((other) => other.text === text)
        ? held.map((other) => (other.text === text ? one : other))
        : [...held, one];
      tell(one);
    },
    takeBack(text) {
      const one = held.find((other) => other.text === text);
      held = held.filter((other) => other !== one);
      if (one !== undefined) tell({ ...one, active: false });
    },
    get subscribers() {
      return streams.size;
    },
    get subscribed() {
      return counts.subscribed;
    },
    get readings() {
      return counts.readings;
    },
    cut() {
      for (const stream of streams) stream.destroy();
    },
    send(bytes) {
      for (const stream of streams) stream.write(bytes);
    },
  };
}
