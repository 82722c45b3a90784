/** The history of rules and their alerts, what of it fits a search, in which order, and what fired at a time. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../../renderer/components/slices.ts';
import { buildHistory } from '../../../../renderer/views/alerts/history/history-model.ts';
import {
  type HistoryOrder,
  historyOrders,
  historyRows,
  momentAt,
  showHistory,
} from '../../../../renderer/views/alerts/history/shown-history.ts';
import { type Drawn, foundOf, minute } from './found.ts';

const night: readonly Drawn[] = [
  { alert: 'Watchdog', severity: 'none', states: 'FFFFFFFFFFFFFFFFFFFF' },
  { alert: 'PodCrash', severity: 'warning', labels: { pod: 'ledger-0' }, states: '..ppFFFF............' },
  { alert: 'PodCrash', severity: 'warning', labels: { pod: 'ledger-1' }, states: '...ppFFFFFFF........' },
  { alert: 'PodCrash', severity: 'critical', labels: { pod: 'ledger-1' }, states: '..........FF........' },
  { alert: 'Flapper', labels: { pod: 'web' }, states: '..F.F.F.F...........' },
  { alert: 'Waits', severity: 'info', states: '.....ppp............' },
];
/** As the server says it of its rules: Flapper's samples alone look like those of a rule of every two minutes. */
const minutely = new Map(night.map(({ alert }) => [alert, { intervalMs: minute, groups: ['ship'] }]));
const model = atOnce(buildHistory(foundOf(night), [], minutely));

const show = (more: Partial<Parameters<typeof showHistory>[1]> = {}) =>
  atOnce(showHistory(model, { text: '', severity: undefined, order: 'last', ...more }));
const names = (shown: ReturnType<typeof show>) => shown.rules.map(({ rule }) => `${rule.name}/${rule.severity}`);

describe('the history of rules', () => {
  it('is of a name and a severity each, with what its alerts come to', () => {
    const { rules } = show({ order: 'name' });
    expect(
      rules.map(({ rule: { name, severity, alerts, fired, times, firstMs, lastMs, firingMs, longestMs, goesOn } }) => [
        ...[name, severity, alerts.length, fired, times, firstMs / minute, lastMs / minute],
        ...[firingMs / minute, longestMs / minute, goesOn],
      ]),
    ).toEqual([
      ['Flapper', '', 1, 1, 4, 2, 9, 4, 1, false],
      ['PodCrash', 'critical', 1, 1, 1, 10, 12, 2, 2, false],
      ['PodCrash', 'warning', 2, 2, 2, 4, 12, 8, 7, false],
      ['Waits', 'info', 1, 0, 0, 5, 8, 0, 0, false],
      ['Watchdog', 'none', 1, 1, 1, 0, 19, 19, 19, true],
    ]);
    expect(model.intervalsMs).toEqual([minute, minute]);
    expect(model.severities).toEqual(['', 'critical', 'info', 'none', 'warning']);
  });

  it('has as what came first what was seen to begin, and not what fired all along', () => {
    const { first, firedRules, firedAlerts } = show();
    expect([first?.rule.name, first?.atMs, firedRules, firedAlerts]).toEqual(['Flapper', 2 * minute, 4, 5]);
  });

  it('comes in the order that is asked for; what was only pending is last of what is ordered by firing', () => {
    const orders = Object.fromEntries(historyOrders.map((order: HistoryOrder) => [order, names(show({ order }))]));
    expect(orders).toEqual({
      last: ['Watchdog/none', 'PodCrash/critical', 'PodCrash/warning', 'Flapper/', 'Waits/info'],
      first: ['Watchdog/none', 'Flapper/', 'PodCrash/warning', 'PodCrash/critical', 'Waits/info'],
      longest: ['Watchdog/none', 'PodCrash/warning', 'PodCrash/critical', 'Flapper/', 'Waits/info'],
      often: ['Flapper/', 'PodCrash/warning', 'Watchdog/none', 'PodCrash/critical', 'Waits/info'],
      name: ['Flapper/', 'PodCrash/critical', 'PodCrash/warning', 'Waits/info', 'Watchdog/none'],
    });
  });

  it('is searched by name and label, and a rule is then what its alerts that fit were', () => {
    const shown = show({ text: 'podcrash pod="LEDGER-0' });
    expect(names(shown)).toEqual(['PodCrash/warning']);
    const [one] = shown.rules;
    expect([one?.all, one?.rule.alerts.length, one?.rule.times, one?.rule.longestMs]).toEqual([2, 1, 1, 4 * minute]);
    expect(names(show({ severity: 'critical' }))).toEqual(['PodCrash/critical']);
    expect(names(show({ severity: '' }))).toEqual(['Flapper/']);
    expect(names(show({ text: 'nowhere' }))).toEqual([]);
  });

  it('makes rows of the rules, and of the alerts of those that are open', () => {
    const shown = show({ text: 'podcrash' });
    const open = new Set([shown.rules[1]?.rule.key ?? '']);
    const alert = shown.rules[1]?.rule.alerts[0];
    const rows = historyRows(shown, open, new Set([alert?.key ?? '']));
    expect(rows.map((row) => [row.kind, row.open])).toEqual([
      ['rule', false],
      ['rule', true],
      ['alert', true],
      ['alert', false],
    ]);
  });

  it('tells what fired and was pending at a time', () => {
    const moment = momentAt(show(), 5.5 * minute);
    expect(moment.firing.map(({ rule, count }) => [rule.name, count])).toEqual([
      ['PodCrash', 2],
      ['Watchdog', 1],
    ]);
    expect([moment.firingAlerts, moment.pendingAlerts, moment.unknown]).toEqual([3, 1, false]);
  });
});

describe('a history at its end', () => {
  it('has what goes on there', () => {
    const { endMs } = model.found.window;
    const moment = momentAt(show(), endMs);
    expect([moment.atMs, ...moment.firing.map(({ rule }) => rule.name)]).toEqual([endMs, 'Watchdog']);
    const unknown = atOnce(
      buildHistory(foundOf(night), [{ startMs: 18 * minute, endMs, kind: 'notRecorded' }], minutely),
    );
    const shown = atOnce(showHistory(unknown, { text: '', severity: undefined, order: 'last' }));
    expect(momentAt(shown, endMs).unknown).toBe(true);
  });
});

describe('a history of which the server is said to have been down', () => {
  const down = [{ startMs: 0, endMs: 10 * minute, kind: 'notRecorded' }] as const;
  const gapsOf = (states: string) =>
    atOnce(buildHistory(foundOf([{ alert: 'A', states }], { down, unseenMs: 3 * minute }), [], minutely)).gaps;

  it('is known where alerts were written down meanwhile', () => {
    expect(gapsOf('.....F.....F')).toEqual([]);
    expect(gapsOf('FF.......F.F')).toEqual([{ startMs: minute, endMs: 9 * minute, kind: 'notRecorded' }]);
  });
});

describe('a history with a stretch of which nothing is known', () => {
  const gap = { startMs: 4.5 * minute, endMs: 8.5 * minute, kind: 'notRecorded' } as const;
  const known = atOnce(
    buildHistory(
      foundOf([
        { alert: 'Watchdog', states: 'FFFFF....FFFFFF' },
        { alert: 'Lost', states: '..FFF..........' },
      ]),
      [gap],
      minutely,
    ),
  );

  it('has nothing begin or end there', () => {
    const { rules, first } = atOnce(showHistory(known, { text: '', severity: undefined, order: 'name' }));
    expect(rules.map(({ rule }) => [rule.name, rule.times, rule.beganBefore, rule.goesOn, rule.endUnknown])).toEqual([
      ['Lost', 1, false, false, true],
      ['Watchdog', 1, true, true, false],
    ]);
    expect(first?.rule.name).toBe('Lost');
    const shown = atOnce(showHistory(known, { text: '', severity: undefined, order: 'name' }));
    expect(momentAt(shown, 6 * minute).unknown).toBe(true);
  });
});

describe('a history over a restart of the server', () => {
  it('has nothing begin or end by it, though nobody looked at when it was up', () => {
    const drawn: readonly Drawn[] = [
      { alert: 'Watchdog', states: 'FFFFFFFF...FFFFFFF' },
      { alert: 'Down', labels: { pod: 'a' }, states: '..FFFFFF...FFF....' },
      { alert: 'Down', labels: { pod: 'b' }, states: '..FF..............' },
    ];
    const { rules } = atOnce(
      showHistory(atOnce(buildHistory(foundOf(drawn), [], new Map())), {
        text: '',
        severity: undefined,
        order: 'name',
      }),
    );
    expect(rules.map(({ rule }) => [rule.name, rule.times, rule.goesOn])).toEqual([
      ['Down', 2, false],
      ['Watchdog', 1, true],
    ]);
  });

  it('has ends of two rules for one cause, where the server was there', () => {
    const drawn: readonly Drawn[] = [
      { alert: 'Crash', states: '..FFFF.........FFF....' },
      { alert: 'Down', states: '..FFFF.........FFF....' },
    ];
    const { gaps, rules } = atOnce(buildHistory(foundOf(drawn), [], new Map()));
    expect([gaps.length, ...rules.map(({ times }) => times)]).toEqual([0, 2, 2]);
  });
});
