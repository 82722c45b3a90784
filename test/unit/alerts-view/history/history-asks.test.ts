/** What is asked to know what fired, and what becomes of the answers: bounded, however many alerts there were. */
import { describe, expect, it } from 'vitest';
import {
  marginedBy,
  movedTo,
  shifted,
  windowOf,
  zoomedOut,
} from '../../../../renderer/views/alerts/history/history-window.ts';
import { readHistory } from '../../../../renderer/views/alerts/history/use-history.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { labelsFromPairs } from '../../../../shared/model/labels.ts';
import type { Columns, QueryRequest } from '../../../../shared/model/query.ts';
import { columnsOf, minute } from './found.ts';

const hour = 60 * minute;
const month = 720 * hour;
const window = { startMs: 1000 * hour, endMs: 1000 * hour + month };

const vector = (...series: readonly (readonly [Readonly<Record<string, string>>, number])[]): Columns =>
  columnsOf(series.map(([labels, value]) => [labelsFromPairs(Object.entries(labels)), [[window.endMs, value]]]));
const sizeOf = (samples: number, jobs: Readonly<Record<string, number>>) =>
  vector([{}, samples], ...Object.entries(jobs).map(([job, count]) => [{ of: 'targets', job }, count] as const));
const nothing = columnsOf([]);

/** Answers by how the expression begins; what was asked is kept. */
function server(answers: Readonly<Record<string, Columns | AppError>>) {
  const asked: string[] = [];
  const ask = async (request: QueryRequest) => {
    const steps = request.kind === 'range' ? (request.endMs - request.startMs) / request.stepMs + 1 : 0;
    asked.push(steps === 0 ? request.expr : `${request.expr} × ${steps}`);
    const answer = Object.entries(answers).find(([beginning]) => request.expr.startsWith(beginning))?.[1];
    if (answer instanceof Error) throw answer;
    return answer ?? nothing;
  };
  return { ask, asked };
}

describe('what is asked for a history', () => {
  it('is every sample where there are not too many', async () => {
    const { ask, asked } = server({ 'sum(': sizeOf(60_000, { node: 3 }) });
    const found = await readHistory(ask, window, false);
    expect(asked.slice(0, 2)).toEqual([
      'sum(count_over_time(ALERTS[30d])) or label_replace(count by (job) (last_over_time(up[1h])), "of", "targets", "", "")',
      'ALERTS[30d]',
    ]);
    expect(found).toMatchObject({ stepMs: undefined, leftOut: [], down: undefined });
  });

  it('is how many samples each step has where there are too many, and the rules with most alerts are left out', async () => {
    const few = server({
      'sum(': sizeOf(5e6, {}),
      'count by (alertname)': vector([{ alertname: 'A' }, 300], [{ alertname: 'B' }, 10]),
    });
    expect(await readHistory(few.ask, window, false)).toMatchObject({ stepMs: hour, leftOut: [] });
    expect(few.asked).toContain('count_over_time(ALERTS[1h]) × 720');
    const many = server({
      'sum(': sizeOf(5e8, {}),
      'count by (alertname)': vector([{ alertname: 'Few' }, 20_000], [{ alertname: 'Too.many' }, 90_000]),
    });
    expect(await readHistory(many.ask, window, false)).toMatchObject({ stepMs: 12 * hour, leftOut: ['Too.many'] });
    expect(many.asked).toContain('count_over_time(ALERTS{alertname!~"Too\\\\.many"}[12h]) × 60');
  });

  it('is, of a server, when it stored samples of a few of its targets; what it did not is not known', async () => {
    const times = [0, 1, 2, 3, 7, 8, 9, 10].map((at) => [window.endMs - (10 - at) * minute, 1] as const);
    const { ask, asked } = server({
      'sum(': sizeOf(10, { node: 5000, 'self (a)': 1, api: 3 }),
      'count(count_over_time(up': columnsOf([[[], times]]),
    });
    const short = { startMs: window.endMs - 10 * minute, endMs: window.endMs };
    const found = await readHistory(ask, short, false);
    expect(asked.filter((one) => one.includes('up{'))).toEqual([
      'count(count_over_time(up{job=~"self \\\\(a\\\\)|api"}[2m30s])) × 10',
    ]);
    expect(found.down).toEqual([
      { startMs: short.startMs + 1.5 * minute, endMs: short.startMs + 6 * minute, kind: 'notRecorded' },
    ]);
  });

  it('goes without that where it cannot be asked, or there is nothing to tell it by', async () => {
    const refused = new AppError('query.failed', 'too many samples');
    const failing = server({ 'sum(': sizeOf(10, {}), 'count(count_over_time(up': refused });
    expect((await readHistory(failing.ask, window, false)).down).toBeUndefined();
    const without = server({ 'sum(': sizeOf(10, {}) });
    expect((await readHistory(without.ask, window, false)).down).toBeUndefined();
    // Of a server of which there is nothing at all, nothing is known.
    const away = server({});
    expect((await readHistory(away.ask, window, false)).down).toEqual([{ ...window, kind: 'notRecorded' }]);
    await expect(readHistory(server({ 'sum(': refused }).ask, window, false)).rejects.toBe(refused);
  });
});

describe('when a server was up', () => {
  const day = { startMs: window.endMs - 24 * hour - 17_000, endMs: window.endMs - 17_000 };
  /** At each of its minutes but some, as a server says it that answers so much earlier than it was asked for. */
  const minutesOf = (
    { startMs, endMs }: typeof day,
    earlierMs: number,
    away: (atMs: number) => boolean = () => false,
  ) => {
    const samples: (readonly [number, number])[] = [];
    for (let atMs = Math.floor(startMs / minute) * minute; atMs <= endMs; atMs += minute)
      if (!away(atMs)) samples.push([atMs - earlierMs, 1]);
    return columnsOf([[[], samples]]);
  };
  const downOf = async (answers: Parameters<typeof server>[0], isRecord = false) => {
    const { ask, asked } = server(answers);
    return { ...(await readHistory(ask, day, isRecord)), asked };
  };

  it('is known, too, of one that answers at multiples of the step, or a little beside them', async () => {
    const size = sizeOf(10, { node: 3 });
    // Asked for are the times 17 s before each minute.
    for (const earlierMs of [0, 10_000]) {
      const up = minutesOf(day, earlierMs);
      expect((await downOf({ 'sum(': size, 'count(count_over_time(up': up })).down).toEqual([]);
      const ended = minutesOf(day, earlierMs, (atMs) => atMs > day.endMs - 5 * minute);
      const { down } = await downOf({ 'sum(': size, 'count(count_over_time(up': ended });
      expect(down?.map(({ endMs }) => endMs)).toEqual([day.endMs]);
    }
  });

  it('is known of one that is younger than the last multiple of the step, and answers at multiples alone', async () => {
    const size = sizeOf(10, { node: 3 });
    const atEnd = columnsOf([[[], [[day.endMs, 3]]]]);
    const earlier = 'sum(count_over_time(ALERTS[23h57m30s]))';
    const young = { [earlier]: sizeOf(0, {}), 'sum(': size, 'count(last_over_time(up': atEnd };
    const { down } = await downOf(young);
    expect(down).toEqual([{ startMs: day.startMs, endMs: day.endMs - minute, kind: 'notRecorded' }]);
    // Its targets alone are so young: it evaluated rules before.
    expect((await downOf({ ...young, [earlier]: size })).down).toBeUndefined();
    expect((await downOf({ 'sum(': size })).down).toBeUndefined();
  });

  it('is asked in steps that grow with how many targets must be looked at, and not at all of too many', async () => {
    const asked = async (count: number) =>
      (await downOf({ 'sum(': sizeOf(10, { pods: count }) })).asked.filter((one) => one.startsWith('count(count'));
    expect(await asked(600)).toEqual(['count(count_over_time(up{job=~"pods"}[2m30s])) × 1440']);
    expect(await asked(5000)).toEqual(['count(count_over_time(up{job=~"pods"}[10m])) × 144']);
    expect(await asked(90_000)).toEqual([]);
  });

  it('is asked by the jobs of the whole window where there are none at its end', async () => {
    const jobs = vector([{ of: 'targets', job: 'api' }, 3], [{ of: 'targets', job: 'pods' }, 5000]);
    const { asked } = await downOf({ 'sum(': sizeOf(10, {}), 'label_replace(count by (job)': jobs });
    expect(asked).toContain('label_replace(count by (job) (last_over_time(up[1d])), "of", "targets", "", "")');
    expect(asked.some((one) => one.startsWith('count(count_over_time(up{job=~"api"}[2m30s]))'))).toBe(true);
  });

  it('is not known of a record before it has the first sample, and is of what it has from before', async () => {
    const late = minutesOf(day, 0, (atMs) => atMs < day.startMs + 2 * hour);
    const answers = { 'sum(': sizeOf(10, { node: 3 }), 'count(count_over_time(up': late };
    expect((await downOf(answers, true)).down).toEqual([]);
    expect((await downOf({ ...answers, 'count(last_over_time(up': vector([{}, 3]) }, true)).down).toHaveLength(1);
    expect((await downOf(answers)).down).toHaveLength(1);
  });
});

describe('the window of a history', () => {
  it('ends now, as of when a record is looked at, or where it was moved to', () => {
    const chosen = { windowMs: hour, untilMs: undefined, atMs: 5 * hour };
    expect(windowOf(chosen, 9 * hour, false)).toEqual({ startMs: 8 * hour, endMs: 9 * hour });
    expect(windowOf(chosen, 9 * hour, true)).toEqual({ startMs: 4 * hour, endMs: 5 * hour });
    expect(windowOf({ ...chosen, untilMs: 7 * hour }, 9 * hour, true)).toEqual({ startMs: 6 * hour, endMs: 7 * hour });
  });

  it('has room before and after what is zoomed in to, so that it is seen to begin and end', () => {
    expect(marginedBy(2 * hour, 2 * hour + 10 * minute, minute, 9 * hour)).toEqual({
      ...{ windowMs: 16 * minute, untilMs: 2 * hour + 13 * minute },
    });
    expect(marginedBy(2 * hour, 7 * hour, minute, 9 * hour)).toEqual({ windowMs: 6 * hour, untilMs: 7.5 * hour });
    // Nothing is after now.
    expect(marginedBy(8 * hour, 9 * hour, minute, 9 * hour)).toEqual({ windowMs: 66 * minute, untilMs: undefined });
  });

  it('is zoomed in to, at least a minute, and out of, at most to thirty days; what reaches now stays there', () => {
    expect(movedTo(2 * hour, 3 * hour, 9 * hour)).toEqual({ windowMs: hour, untilMs: 3 * hour });
    expect(movedTo(2 * hour, 9 * hour, 9 * hour)).toEqual({ windowMs: 7 * hour, untilMs: undefined });
    expect(movedTo(2 * hour, 2 * hour + 10_000, 9 * hour)).toEqual({ windowMs: minute, untilMs: 2 * hour + 35_000 });
    expect(zoomedOut({ startMs: 4 * hour, endMs: 6 * hour }, 20 * hour)).toEqual({
      windowMs: 4 * hour,
      untilMs: 7 * hour,
    });
    expect(zoomedOut({ startMs: 4 * hour, endMs: 6 * hour }, 6 * hour)).toEqual({
      windowMs: 4 * hour,
      untilMs: undefined,
    });
    expect(zoomedOut(window, window.endMs).windowMs).toBe(month);
    expect(shifted({ startMs: 4 * hour, endMs: 6 * hour }, -0.5, 6 * hour)).toEqual({
      windowMs: 2 * hour,
      untilMs: 5 * hour,
    });
    expect(shifted({ startMs: 4 * hour, endMs: 6 * hour }, 0.5, 6 * hour)).toEqual({
      windowMs: 2 * hour,
      untilMs: undefined,
    });
  });
});
