import { describe, expect, it } from 'vitest';
import { AlertLedger } from '../../../electron/backend/notifications/alert-ledger.ts';
import { createNoticeBudget } from '../../../electron/backend/notifications/notice-budget.ts';
import type { ActiveAlert } from '../../../shared/model/rule.ts';
import { alert } from './alerts.ts';

const nobody = () => false;

/** A whole reading. */
function read(ledger: AlertLedger, alerts: readonly ActiveAlert[], unknownRules: readonly string[] = []) {
  ledger.begin();
  ledger.add(alerts);
  return ledger.end(new Set(unknownRules));
}

describe('the alerts of a server', () => {
  it('that fire at the first reading are counted, and no news', () => {
    const ledger = new AlertLedger();
    expect(read(ledger, [alert('Down', { pod: 'a' }), alert('Slow', {}, { state: 'pending' })])).toEqual({
      firing: 1,
      pending: 1,
    });
    expect(ledger.isWaitingFor(nobody)).toBe(false);
  });

  it('are told as they begin and end, together, the most of a rule first, with what the only one says', () => {
    const ledger = new AlertLedger();
    read(ledger, [alert('Old', {}, { annotations: { summary: 'It was  old\nand is no more' } })]);
    read(ledger, [alert('Slow'), alert('Down', { pod: 'a' }), alert('Down', { pod: 'b' })]);
    expect(ledger.isWaitingFor(nobody)).toBe(true);
    expect(ledger.take()).toEqual({
      began: {
        count: 3,
        rules: [
          { name: 'Down', count: 2 },
          { name: 'Slow', count: 1 },
        ],
        ...{ moreRules: 0, text: '' },
      },
      ended: { count: 1, rules: [{ name: 'Old', count: 1 }], moreRules: 0, text: 'It was old and is no more' },
    });
    expect(ledger.isWaitingFor(nobody)).toBe(false);
  });

  it('say their labels where no annotation says a sentence, and nothing that turns a line around', () => {
    const ledger = new AlertLedger();
    read(ledger, []);
    read(ledger, [alert(`D\u202e${'n'.repeat(200)}`, { pod: 'a\u202eb' })]);
    const { text, rules } = ledger.take().began;
    expect([text, rules[0]?.name]).toEqual(['{pod="a⟨U+202E⟩b"}', `D⟨U+202E⟩${'n'.repeat(70)}…`]);
  });

  it('that came and went, or went and came again, before anybody was told are no news', () => {
    const ledger = new AlertLedger();
    read(ledger, [alert('Steady')]);
    read(ledger, [alert('Blip')]);
    read(ledger, [alert('Steady')]);
    expect(ledger.isWaitingFor(nobody)).toBe(false);
  });

  it('have not ended where their server was started anew: they wait once more, or their rule was not evaluated yet', () => {
    const ledger = new AlertLedger();
    read(ledger, [alert('Held'), alert('Slow'), alert('Gone')]);
    expect(read(ledger, [alert('Held', {}, { state: 'pending' })], ['Slow'])).toEqual({ firing: 0, pending: 1 });
    expect(ledger.take().ended.rules).toEqual([{ name: 'Gone', count: 1 }]);
    read(ledger, [alert('Held'), alert('Slow')]);
    expect(ledger.isWaitingFor(nobody)).toBe(false);
    read(ledger, [alert('Slow')]);
    expect(ledger.take().ended.rules).toEqual([{ name: 'Held', count: 1 }]);
  });

  it('of a reading that was broken off are those of the one before', () => {
    const ledger = new AlertLedger();
    read(ledger, [alert('Steady')]);
    ledger.begin();
    ledger.add([alert('Other')]);
    read(ledger, [alert('Steady')]);
    expect(ledger.isWaitingFor(nobody)).toBe(false);
  });

  it('are neither counted nor told where they are for nobody: of the severities none and info', () => {
    const ledger = new AlertLedger();
    read(ledger, []);
    const quiet = [alert('Watchdog', { severity: 'none' }), alert('Noted', { severity: 'info' })];
    expect(read(ledger, [...quiet, alert('Down', { severity: 'critical' })])).toEqual({ firing: 1, pending: 0 });
    expect(ledger.take().began.rules).toEqual([{ name: 'Down', count: 1 }]);
  });

  it('of a muted rule are forgotten', () => {
    const ledger = new AlertLedger();
    read(ledger, []);
    read(ledger, [alert('Noise'), alert('Down')]);
    expect(ledger.isWaitingFor((rule) => rule === 'Noise')).toBe(true);
    expect(ledger.take().began.rules).toEqual([{ name: 'Down', count: 1 }]);
  });

  it('are counted where there are too many to name', () => {
    const ledger = new AlertLedger();
    read(ledger, []);
    read(
      ledger,
      Array.from({ length: 9 }, (_, n) => alert(`Rule${n}`)),
    );
    const { began } = ledger.take();
    expect([began.count, began.rules.length, began.moreRules]).toEqual([9, 5, 4]);
  });
});

describe('the budget of notices', () => {
  it('has one a minute for a server, and six in five minutes for all of them', () => {
    const budget = createNoticeBudget();
    expect([budget.take('a', 0), budget.take('a', 59_999), budget.take('a', 60_000)]).toEqual([true, false, true]);
    expect(['b', 'c', 'd', 'e', 'f'].map((server) => budget.take(server, 61_000))).toEqual([
      ...[true, true, true, true],
      false,
    ]);
    expect(budget.take('f', 5 * 60_000)).toBe(true);
  });
});
