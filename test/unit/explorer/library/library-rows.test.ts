import { describe, expect, it } from 'vitest';
import { libraryRows } from '../../../../renderer/views/explorer/library/library-rows.ts';
import type { LibraryQuery } from '../../../../shared/model/query-library.ts';

const query = (expr: string, more: Partial<LibraryQuery> = {}): LibraryQuery => ({
  ...{ expr, name: '', starred: false, lastRunMs: 1, runs: 1, context: undefined },
  ...more,
});
const queries = [
  query('up == 0'),
  query('sum(rate(node_cpu_seconds_total[5m]))', { starred: true }),
  query('node_load1', { name: 'zebra load' }),
  query('rate(http_requests_total[5m])'),
  query('node_load5', { name: 'Apple load', starred: true }),
];
const listed = (text: string) => libraryRows(queries, text).map(({ query: { expr }, section }) => `${section} ${expr}`);

describe('the kept queries', () => {
  it('come named, starred, and as they ran: the named ones by name, a star beside a name changes nothing', () => {
    expect(listed('')).toEqual([
      'named node_load5',
      'named node_load1',
      'starred sum(rate(node_cpu_seconds_total[5m]))',
      'past up == 0',
      'past rate(http_requests_total[5m])',
    ]);
  });

  it('are found by every word, in the name or the expression, in any order and letters', () => {
    expect([listed('LOAD apple'), listed('rate  5M'), listed('load zero'), listed(' ')]).toEqual([
      ['named node_load5'],
      ['starred sum(rate(node_cpu_seconds_total[5m]))', 'past rate(http_requests_total[5m])'],
      [],
      listed(''),
    ]);
  });
});
