/** What a writer does once a target is scraped: scrapes of nobody, into a history of its own. */
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import type { ToWriter } from '../../../electron/backend/history/service/writer-protocol.ts';
import { practisingWriter, writerPractice } from '../../../electron/backend/writer-practice.ts';

describe('the practice of a writer', () => {
  it('takes scrapes that are all well, and comes to its end with nothing left open', () => {
    const close = vi.spyOn(Database.prototype, 'close');
    const outcomes = [...writerPractice()].filter((one) => one !== undefined);
    expect(outcomes.length).toBe(1000);
    expect(new Set(outcomes.map(({ error, scraped, kept }) => `${error} ${scraped} ${kept}`))).toEqual(
      new Set(['undefined 24 24', 'undefined 25 25']),
    );
    expect(outcomes.map(({ seriesAdded }) => seriesAdded).slice(0, 8)).toEqual([25, 25, 25, 25, 0, 0, 0, 0]);
    expect(close).toHaveBeenCalledTimes(2);
    close.mockRestore();
  });

  it('is closed where it is told to return before its end', () => {
    const close = vi.spyOn(Database.prototype, 'close');
    const steps = writerPractice();
    for (let n = 0; n < 10; n += 1) steps.next();
    steps.return();
    expect(close).toHaveBeenCalledTimes(2);
    close.mockRestore();
  });
});

describe('a writer that practises', () => {
  const call = (name: string) => ({ kind: 'call', id: 1, call: { name, args: [] } }) as unknown as ToWriter;

  it('begins with the first scrape, once, and ends with its session', () => {
    const said: string[] = [];
    const session = practisingWriter(
      {
        receive: (message) => void said.push(message.kind === 'call' ? message.call.name : message.kind),
        dispose: () => void said.push('disposed'),
      },
      () => {
        said.push('practice');
        return { dispose: () => void said.push('over') };
      },
    );
    for (const name of ['register', 'scrape', 'scrape', 'cover']) void session.receive(call(name));
    session.dispose();
    expect(said).toEqual(['register', 'practice', 'scrape', 'scrape', 'cover', 'over', 'disposed']);
  });
});
