/**
 * Watches: the present as ADDED where no revision is given, then every change as it happens, with selectors, bookmarks, an end after
 * `timeoutSeconds`, and as Tables. A revision that is too old is told inside a good answer, as the real server does.
 */
import type { ServerResponse } from 'node:http';
import type { ResourceCall } from './call.ts';
import type { ChangeEvent } from './event-log.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { groupVersion } from './resource-types.ts';
import { commonHeaders, StatusError, statusBody } from './responses.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { tableOf, wantsTable } from './table.ts';

type WatchKind = 'ADDED' | 'MODIFIED' | 'DELETED';

/** A reader that has this much waiting is cut, as the real server cuts it. */
const slowReaderBytes = 4 * 1024 * 1024;
const bookmarkEveryMs = 60_000;
/** Where the client gives none; the real one draws between this and twice as much. */
const defaultTimeoutSeconds = 1800;

interface OpenWatch {
  readonly response: ServerResponse;
  bookmark(): void;
}

export class Watches {
  readonly #open = new Set<OpenWatch>();
  #total = 0;

  get counts(): { readonly open: number; readonly total: number } {
    return { open: this.#open.size, total: this.#total };
  }

  /** Ends every watch in good order, as after `timeoutSeconds`. @returns how many */
  end(): number {
    const watches = [...this.#open];
    for (const { response } of watches) response.end();
    return watches.length;
  }

  /** Cuts the connections of every watch. @returns how many */
  cut(): number {
    const watches = [...this.#open];
    for (const { response } of watches) response.destroy();
    return watches.length;
  }

  /** Sends a bookmark to whoever allows them; otherwise they come every minute. */
  bookmark(): void {
    for (const watch of this.#open) watch.bookmark();
  }

  /** @throws StatusError 400 or 500 */
  serve(call: ResourceCall): void {
    const watch = new Watch(call);
    const since = requestedRevision(call);
    call.response.writeHead(200, { ...commonHeaders(), 'Content-Type': 'application/json' });
    call.response.flushHeaders();
    if (!watch.begin(since)) {
      call.response.end();
      return;
    }
    const entry: OpenWatch = { response: call.response, bookmark: () => watch.bookmark() };
    this.#open.add(entry);
    this.#total += 1;
    const stop = watch.follow();
    const bookmarks = setInterval(() => watch.bookmark(), bookmarkEveryMs);
    const ending = setTimeout(() => {
      watch.bookmark();
      call.response.end();
    }, timeoutMs(call));
    call.response.on('close', () => {
      this.#open.delete(entry);
      stop();
      clearInterval(bookmarks);
      clearTimeout(ending);
    });
  }
}

function timeoutMs({ url }: ResourceCall): number {
  const seconds = Number(url.searchParams.get('timeoutSeconds') ?? 0);
  return (seconds > 0 ? seconds : defaultTimeoutSeconds) * 1000;
}

/** Undefined for "the present, and then what happens". */
function requestedRevision({ url }: ResourceCall): number | undefined {
  const text = url.searchParams.get('resourceVersion') ?? '';
  if (text === '' || text === '0') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  // No reason and 500, oddly, is what the real one says.
  throw new StatusError({
    code: 500,
    reason: '',
    message: `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  });
}

class Watch {
  readonly #call: ResourceCall;
  readonly #matches: (object: KubernetesObject) => boolean;
  readonly #isTable: boolean;
  readonly #allowsBookmarks: boolean;
  #hasColumns = false;
  #sent = 0;

  constructor(call: ResourceCall) {
    const { searchParams } = call.url;
    const matchesLabels = labelSelector(searchParams.get('labelSelector') ?? '');
    const matchesFields = fieldSelector(searchParams.get('fieldSelector') ?? '', call.type);
    const namespace = call.type.namespaced ? call.attributes.namespace : undefined;
    this.#call = call;
    this.#matches = (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matchesLabels(object) &&
      matchesFields(object);
    this.#isTable = wantsTable(call.request);
    this.#allowsBookmarks = ['1', 'true'].includes(searchParams.get('allowWatchBookmarks') ?? '');
  }

  /** What was before now. @returns false where that is too old */
  begin(since: number | undefined): boolean {
    const { cluster, type } = this.#call;
    if (since === undefined) {
      const present = cluster.list(type).filter(this.#matches);
      for (const object of present) this.#send('ADDED', object);
      return true;
    }
    const missed = cluster.events.since(since, type);
    for (const event of missed ?? []) this.#change(event);
    this.#sent = Math.max(this.#sent, since);
    if (missed !== undefined) return true;
    const message = `too old resource version: ${since} (${cluster.events.forgottenRevision})`;
    this.#write('ERROR', statusBody({ code: 410, reason: 'Expired', message }));
    return false;
  }

  /** @returns what ends it */
  follow(): () => void {
    const { cluster, type } = this.#call;
    return cluster.events.listen((event) => {
      // From a revision that is yet to come, what comes before it is not told.
      if (event.type === type && event.revision > this.#sent) this.#change(event);
    });
  }

  bookmark(): void {
    if (!this.#allowsBookmarks) return;
    const { cluster, type } = this.#call;
    const metadata = { resourceVersion: String(Math.max(cluster.revision, this.#sent)), creationTimestamp: null };
    const object = { kind: type.kind, apiVersion: groupVersion(type), metadata };
    this.#write('BOOKMARK', this.#isTable ? this.#table([], metadata.resourceVersion) : object);
  }

  /** An object that leaves the selector is deleted to this watch, one that comes into it is added. */
  #change({ object, previous }: ChangeEvent): void {
    const was = previous !== undefined && this.#matches(previous);
    const is = object !== undefined && this.#matches(object);
    if (is) this.#send(was ? 'MODIFIED' : 'ADDED', object);
    else if (was) this.#send('DELETED', previous);
  }

  #send(kind: WatchKind, object: KubernetesObject): void {
    const { kind: type, apiVersion, ...rest } = object;
    const { resourceVersion = '' } = object.metadata;
    this.#write(kind, this.#isTable ? this.#table([object], resourceVersion) : { kind: type, apiVersion, ...rest });
  }

  /** Only the first of a stream has the columns. */
  #table(objects: readonly KubernetesObject[], resourceVersion: string): object {
    const table = tableOf(this.#call.type, objects, { resourceVersion });
    const shown = this.#hasColumns ? { ...table, columnDefinitions: null } : table;
    this.#hasColumns = true;
    return shown;
  }

  #write(type: WatchKind | 'BOOKMARK' | 'ERROR', object: object): void {
    const { response } = this.#call;
    if (response.destroyed || response.writableEnded) return;
    response.write(`${JSON.stringify({ type, object })}\n`);
    if (response.writableLength > slowReaderBytes) response.destroy();
  }
}
