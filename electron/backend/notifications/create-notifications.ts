/**
 * Watches the alerts of every context that is connected to somebody's Prometheus, each server once, however many contexts lead to it. A reading that
 * fails changes nothing: what fired goes on to fire until a server says otherwise.
 */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { AlertCounts, AlertNotice, ContextAlerts, NoticeItem } from '../../../shared/model/notice.ts';
import type { Rule, RulesItem } from '../../../shared/model/rule.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { RemoteSource } from '../connections/connection.ts';
import type { Connections } from '../connections/connections.ts';
import type { Clock, LogSink, Notifier } from '../ports.ts';
import { AlertLedger, noticeName } from './alert-ledger.ts';
import { createNoticeBudget, type NoticeBudget } from './notice-budget.ts';
import type { Notifications } from './notifications.ts';

export interface NotificationsDeps {
  readonly connections: Pick<Connections, 'onDidChange' | 'onDidLearnCluster' | 'states' | 'remote'>;
  /** The same text for the same server, whoever is connected to it; undefined while that is not known. */
  readonly serverOf: (remote: RemoteSource, context: ContextId) => string | undefined;
  readonly settings: () => Pick<Settings, 'notifications'>;
  readonly nameOf: (context: ContextId) => string;
  /** Reading after reading, as the contract's `rules.watch`. */
  readonly watchRules: (context: ContextId, everyMs: number, signal: AbortSignal) => AsyncIterable<RulesItem>;
  /** Absent where pages show the notices. */
  readonly notifier?: Notifier | undefined;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: LogSink;
  /** For tests. */
  readonly everyMs?: number | undefined;
}

/** A window that was closed opens, and its page loads. */
const mostWantedMs = 60_000;

/** As often as rules are evaluated where nobody says how often (kube-prometheus), so that it is told within a minute. */
const usualEveryMs = 30_000;

export function createNotifications(deps: NotificationsDeps): Notifications {
  const watching = new AlertWatching(deps);
  watching.begin();
  return watching;
}

class AlertWatching implements Notifications {
  readonly #deps: NotificationsDeps;
  readonly #budget: NoticeBudget = createNoticeBudget();
  readonly #servers = new Map<string, WatchedServer>();
  /** The server of each context that is connected. */
  readonly #of = new Map<ContextId, string>();
  readonly #countsChanged = new Emitter<ContextAlerts>();
  readonly #items = new Emitter<NoticeItem>();
  #wanted: { readonly context: ContextId; readonly atMs: number } | undefined;
  readonly #listening: { dispose(): void }[] = [];
  readonly onDidChangeCounts: Event<ContextAlerts> = this.#countsChanged.event;
  readonly onItem: Event<NoticeItem> = this.#items.event;

  constructor(deps: NotificationsDeps) {
    this.#deps = deps;
  }

  begin(): void {
    const { connections, notifier } = this.#deps;
    if (notifier !== undefined) this.#listening.push(notifier.onOpen((context) => this.#open(context)));
    this.#listening.push(
      connections.onDidChange(({ context }) => this.#look(context)),
      connections.onDidLearnCluster((context) => this.#look(context)),
    );
    for (const { context } of connections.states()) this.#look(context);
  }

  counts(): readonly ContextAlerts[] {
    return [...this.#of].map(([context, server]) => ({ context, counts: this.#servers.get(server)?.counts }));
  }

  takeWanted(): readonly NoticeItem[] {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined || this.#deps.clock.monotonic() - wanted.atMs > mostWantedMs) return [];
    return [{ kind: 'open', context: wanted.context }];
  }

  async close(): Promise<void> {
    for (const one of this.#listening) one.dispose();
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
    this.#countsChanged.dispose();
    this.#items.dispose();
  }

  #open(context: ContextId): void {
    if (this.#items.listenerCount > 0) this.#items.fire({ kind: 'open', context });
    else this.#wanted = { context, atMs: this.#deps.clock.monotonic() };
  }

  #tellCounts(contexts: readonly ContextId[], counts: AlertCounts | undefined): void {
    for (const context of contexts) this.#countsChanged.fire({ context, counts });
    const servers = [...this.#servers.values()];
    this.#deps.notifier?.count(servers.reduce((sum, server) => sum + (server.counts?.firing ?? 0), 0));
  }

  #look(context: ContextId): void {
    const { connections, serverOf } = this.#deps;
    const remote = connections.remote(context);
    const name = remote === undefined ? undefined : (serverOf(remote, context) ?? `context ${context}`);
    const before = this.#of.get(context);
    if (name === before) {
      if (name !== undefined) this.#servers.get(name)?.attach(context);
      return;
    }
    if (before !== undefined) {
      this.#of.delete(context);
      this.#servers.get(before)?.detach(context);
      this.#tellCounts([context], undefined);
    }
    if (name === undefined) return;
    this.#of.set(context, name);
    const server = this.#serverNamed(name);
    server.attach(context);
    this.#tellCounts([context], server.counts);
  }

  #serverNamed(name: string): WatchedServer {
    const known = this.#servers.get(name);
    if (known !== undefined) return known;
    const made = new WatchedServer({
      ...this.#deps,
      onCounts: (contexts, counts) => this.#tellCounts(contexts, counts),
      mayNotice: () => this.#budget.take(name, this.#deps.clock.monotonic()),
      notice: (notice) => {
        this.#items.fire({ kind: 'notice', notice });
        this.#deps.notifier?.show(notice);
      },
    });
    this.#servers.set(name, made);
    return made;
  }
}

interface ServerDeps extends NotificationsDeps {
  readonly onCounts: (contexts: readonly ContextId[], counts: AlertCounts | undefined) => void;
  readonly mayNotice: () => boolean;
  readonly notice: (notice: AlertNotice) => void;
}

/** Not evaluated since its server was started: whether its alerts go on is not known. */
const isUnknown = (rule: Rule) => rule.kind === 'alerting' && (rule.state === 'unknown' || rule.health === 'unknown');

/** Keeps what fired while nobody is connected: what happened meanwhile is told when somebody is again. */
class WatchedServer {
  readonly #deps: ServerDeps;
  readonly #ledger = new AlertLedger();
  /** The first of them is asked, and named. */
  readonly #contexts = new Set<ContextId>();
  #running: { readonly context: ContextId; readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  #counts: AlertCounts | undefined;

  constructor(deps: ServerDeps) {
    this.#deps = deps;
  }

  get counts(): AlertCounts | undefined {
    return this.#counts;
  }

  attach(context: ContextId): void {
    this.#contexts.add(context);
    this.#run();
  }

  detach(context: ContextId): void {
    this.#contexts.delete(context);
    if (this.#running?.context === context) this.#running.abort.abort();
    // Its connection may have ended the reading before it was told here: another context that leads to the server is asked then.
    else this.#run();
    if (this.#contexts.size === 0) this.#counts = undefined;
  }

  async close(): Promise<void> {
    this.#contexts.clear();
    this.#running?.abort.abort();
    await this.#running?.ended;
  }

  #run(): void {
    const [context] = this.#contexts;
    if (this.#running !== undefined || context === undefined) return;
    const abort = new AbortController();
    const ended = this.#follow(context, abort.signal).finally(() => {
      this.#running = undefined;
      // Another context that leads to it, or the same one again.
      if (abort.signal.aborted) this.#run();
    });
    this.#running = { context, abort, ended };
  }

  /** Until it is aborted, or the connection is gone, whose next state begins it again. Never rejects. */
  async #follow(context: ContextId, signal: AbortSignal): Promise<void> {
    const { watchRules, log, everyMs = usualEveryMs } = this.#deps;
    try {
      const unknown = new Set<string>();
      for await (const item of watchRules(context, everyMs, signal)) {
        if (item.kind === 'begin') {
          unknown.clear();
          this.#ledger.begin();
        } else if (item.kind === 'rules') for (const rule of item.rules.filter(isUnknown)) unknown.add(rule.name);
        else if (item.kind === 'alerts') this.#ledger.add(item.alerts);
        else if (item.kind === 'end') this.#read(this.#ledger.end(unknown));
        else if (item.kind === 'none') this.#read(undefined);
        if (item.kind === 'end' || item.kind === 'same') this.#tell();
      }
    } catch (error) {
      if (isCancellation(error) || error instanceof AppError) return;
      log.write('error', 'notifications', error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  #read(counts: AlertCounts | undefined): void {
    const before = this.#counts;
    this.#counts = counts;
    if (before?.firing === counts?.firing && before?.pending === counts?.pending) return;
    this.#deps.onCounts([...this.#contexts], counts);
  }

  #tell(): void {
    const { settings, mayNotice, notice, nameOf, newId, clock } = this.#deps;
    const { alerts, mutedContexts, mutedRules } = settings().notifications;
    const contexts = [...this.#contexts];
    const isMuted = (rule: string) =>
      !alerts ||
      contexts.every((one) => mutedContexts.includes(one)) ||
      mutedRules.some(
        (muted) => muted.rule === rule && (muted.context === undefined || contexts.includes(muted.context)),
      );
    // What nobody wants to be told of takes no other's place.
    if (!this.#ledger.isWaitingFor(isMuted) || !mayNotice()) return;
    // In the name of one that a person wants to hear of.
    const [context] = contexts.filter((one) => !mutedContexts.includes(one));
    if (context === undefined) return;
    const told = this.#ledger.take();
    notice({ id: newId(), context, contextName: noticeName(nameOf(context)), atMs: clock.now(), ...told });
  }
}
