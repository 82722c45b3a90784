/** What is said of how long scraping takes. */
import { expect, it } from 'vitest';
import { slowestScrape } from '../../../electron/backend/scrape/slowest-scrape.ts';

it('is the slowest of what answers: one that hangs says nothing of the others', () => {
  const of = (health: 'up' | 'down' | 'unknown', durationMs: number | undefined) => ({ health, durationMs });
  expect(slowestScrape([of('up', 2), of('down', 5000), of('up', 14), of('unknown', undefined)])).toBe(14);
  expect(slowestScrape([of('down', 5000), of('unknown', undefined)])).toBeUndefined();
  expect(slowestScrape([])).toBeUndefined();
});
