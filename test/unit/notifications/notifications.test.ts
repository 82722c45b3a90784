import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RemoteSource } from '../../../electron/backend/connections/connection.ts';
import { createNotifications } from '../../../electron/backend/notifications/create-notifications.ts';
import type { Notifications } from '../../../electron/backend/notifications/notifications.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { AlertNotice, ContextAlerts, NoticeItem } from '../../../shared/model/notice.ts';
import type { ActiveAlert, RulesItem } from '../../../shared/model/rule.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { alert } from './alerts.ts';

const harbor = 'harbor' as ContextId;
const reef = 'reef' as ContextId;

const reading = (alerts: readonly ActiveAlert[]): readonly RulesItem[] => [
  {
    kind: 'begin',
    readAtMs: 0,
    held: { rules: { sinceMs: 0, seenUntilMs: 0 }, alerts: { sinceMs: 0, seenUntilMs: 0 } },
    counts: { groups: 0, rules: 0, alerts: alerts.length },
    leftOut: { malformed: 0, groups: 0, rules: 0, alerts: 0 },
  },
  ...alerts.map((one): RulesItem => ({ kind: 'alerts', alerts: [one] })),
  { kind: 'end' },
];

/** Connections, and a server's readings given by hand. */
class World {
  readonly changed = new Emitter<ConnectionUpdate>();
  readonly learnt = new Emitter<ContextId>();
  readonly opened = new Emitter<ContextId>();
  readonly connected = new Map<ContextId, RemoteSource>();
  readonly asked: ContextId[] = [];
  readonly shown: AlertNotice[] = [];
  readonly counted: number[] = [];
  readonly items: NoticeItem[] = [];
  readonly counts: ContextAlerts[] = [];
  settings: Settings['notifications'] = defaultSettings.notifications;
  nowMs = 0;
  #read: ((items: readonly RulesItem[] | 'lost') => void) | undefined;
  readonly notifications: Notifications;

  constructor() {
    this.notifications = createNotifications({
      connections: {
        onDidChange: this.changed.event,
        onDidLearnCluster: this.learnt.event,
        states: () => [],
        remote: (id) => this.connected.get(id),
      },
      serverOf: (remote) => remote.matchers,
      settings: () => ({ notifications: this.settings }),
      nameOf: (context) => context.toUpperCase(),
      watchRules: (context, _everyMs, signal) => this.#watch(context, signal),
      notifier: {
        show: (notice) => this.shown.push(notice),
        count: (firing) => this.counted.push(firing),
        onOpen: this.opened.event,
      },
      newId: () => `n${this.shown.length}`,
      clock: { now: () => this.nowMs, monotonic: () => this.nowMs },
      log: { write: (_level, _scope, message) => expect.fail(message) },
    });
    this.notifications.onDidChangeCounts((one) => this.counts.push(one));
  }

  async *#watch(context: ContextId, signal: AbortSignal): AsyncGenerator<RulesItem> {
    this.asked.push(context);
    while (!signal.aborted) {
      const items = await new Promise<readonly RulesItem[] | 'lost'>((resolve) => {
        this.#read = resolve;
        signal.addEventListener('abort', () => resolve([]), { once: true });
      });
      if (items === 'lost') throw new AppError('connection.notConnected', 'It is gone.');
      yield* items;
    }
  }

  /** Contexts with one text have one server. */
  async connect(context: ContextId, server = 'a'): Promise<void> {
    this.connected.set(context, { matchers: server } as RemoteSource);
    this.changed.fire({ context, state: { kind: 'idle' } });
    await vi.waitFor(() => expect(this.#read).toBeDefined());
  }

  async disconnect(context: ContextId): Promise<void> {
    this.connected.delete(context);
    this.changed.fire({ context, state: { kind: 'idle' } });
    await new Promise((resolve) => setImmediate(resolve));
  }

  async read(...alerts: readonly ActiveAlert[]): Promise<void> {
    await this.give(reading(alerts));
  }

  async give(items: readonly RulesItem[] | 'lost'): Promise<void> {
    this.#read?.(items);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let world: World | undefined;
const begin = () => {
  world = new World();
  return world;
};
afterEach(() => world?.notifications.close());

const rulesOf = ({ shown }: World) =>
  shown.map(({ began, ended }) => [began.rules, ended.rules].map((one) => one.map(({ name }) => name).join(' ')));

describe('notices of alerts', () => {
  it('come when an alert begins and when it ends, with the name of its context, and none of what fired before', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.read(alert('Old'));
    await one.read(alert('Old'), alert('Down'));
    one.nowMs = 60_000;
    await one.read(alert('Old'));
    expect(rulesOf(one)).toEqual([
      ['Down', ''],
      ['', 'Down'],
    ]);
    expect(one.shown[0]).toMatchObject({ context: harbor, contextName: 'HARBOR', atMs: 0 });
    expect(one.counted.at(-1)).toBe(1);
  });

  it('wait while one was just shown, and are one then', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.read();
    await one.read(alert('First'));
    one.nowMs = 30_000;
    await one.read(alert('First'), alert('Second'));
    expect(one.shown.length).toBe(1);
    one.nowMs = 60_000;
    await one.give([{ kind: 'same', readAtMs: 0, held: { rules: { sinceMs: 0, seenUntilMs: 0 }, alerts: undefined } }]);
    expect(rulesOf(one)).toEqual([
      ['First', ''],
      ['Second', ''],
    ]);
  });

  it('are of what happened while the connection was away, once it is back', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.read(alert('Old'));
    await one.disconnect(harbor);
    expect(one.notifications.counts()).toEqual([]);
    await one.connect(harbor);
    await one.read(alert('New'));
    expect(rulesOf(one)).toEqual([['New', 'Old']]);
  });

  it('come once for two contexts that lead to one server, which is asked once, by the other when one goes', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.connect(reef);
    await one.read();
    await one.read(alert('Down'));
    expect(one.asked).toEqual([harbor]);
    expect(one.shown.length).toBe(1);
    expect(one.notifications.counts()).toEqual([
      { context: harbor, counts: { firing: 1, pending: 0 } },
      { context: reef, counts: { firing: 1, pending: 0 } },
    ]);
    expect(one.counted.at(-1)).toBe(1);
    await one.disconnect(harbor);
    expect(one.asked).toEqual([harbor, reef]);
  });

  it('go on by the other context where the reading of the first one ended before its connection was told to be gone', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.connect(reef);
    await one.read();
    await one.give('lost');
    await one.disconnect(harbor);
    expect(one.asked).toEqual([harbor, reef]);
    await one.read(alert('Down'));
    expect(rulesOf(one)).toEqual([['Down', '']]);
  });

  it('come in the name of the context that is not muted, where two lead to one server', async () => {
    const one = begin();
    one.settings = { alerts: true, mutedContexts: [harbor], mutedRules: [] };
    await one.connect(harbor);
    await one.connect(reef);
    await one.read();
    await one.read(alert('Down'));
    expect(one.shown.map(({ context }) => context)).toEqual([reef]);
  });

  it('are not of a muted rule, a muted context, or where none are wanted', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.read();
    one.settings = { alerts: true, mutedContexts: [], mutedRules: [{ rule: 'Noise', context: harbor }] };
    await one.read(alert('Noise'), alert('Down'));
    expect(rulesOf(one)).toEqual([['Down', '']]);
    one.nowMs = 60_000;
    one.settings = { alerts: true, mutedContexts: [harbor], mutedRules: [] };
    await one.read();
    one.settings = { alerts: false, mutedContexts: [], mutedRules: [] };
    await one.read(alert('Down'));
    one.settings = defaultSettings.notifications;
    await one.read(alert('Down'));
    expect(one.shown.length).toBe(1);
  });

  it('are of no reading that failed', async () => {
    const one = begin();
    await one.connect(harbor);
    await one.read(alert('Down'));
    const error = new AppError('prometheus.timeout', 'It took too long.').toData();
    await one.give([{ kind: 'failed', error }]);
    expect([one.shown, one.notifications.counts()]).toEqual([
      [],
      [{ context: harbor, counts: { firing: 1, pending: 0 } }],
    ]);
  });

  it('lead to the alerts of their context when a person chooses one, also where the page comes later', async () => {
    const one = begin();
    one.opened.fire(harbor);
    expect(one.notifications.takeWanted()).toEqual([{ kind: 'open', context: harbor }]);
    expect(one.notifications.takeWanted()).toEqual([]);
    one.notifications.onItem((item) => one.items.push(item));
    one.opened.fire(reef);
    expect([one.items, one.notifications.takeWanted()]).toEqual([[{ kind: 'open', context: reef }], []]);
  });
});
