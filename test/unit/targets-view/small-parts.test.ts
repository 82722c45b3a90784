import { describe, expect, it } from 'vitest';
import { shortName } from '../../../renderer/charts/label-chips.tsx';
import { rowAt, topsOf } from '../../../renderer/components/row-places.ts';
import { failureKind } from '../../../renderer/views/targets/failure-kind.ts';
import { endpointOf, formatScrape } from '../../../renderer/views/targets/format-texts.ts';
import {
  foundAt,
  namesOf,
  namingOf,
  pageSize,
  pagesOf,
  withPage,
} from '../../../renderer/views/targets/found-pages.ts';
import { createReadingFeed } from '../../../renderer/views/targets/reading-feed.ts';
import { upOf } from '../../../renderer/views/targets/use-graph-up.ts';
import type { DiscoveredTarget, FoundDiscovered } from '../../../shared/model/target.ts';
import { target } from './made-targets.ts';

describe('the pieces of a reading', () => {
  const pools = [{ name: 'node', active: 1, dropped: undefined }];
  const one = target({ pool: 'node', url: 'http://a/' });

  it('are one reading once all of them are there', () => {
    const feed = createReadingFeed();
    expect(feed.take({ kind: 'begin', readAtMs: 5, pools, count: 2 })).toEqual({ kind: 'part', received: 0, of: 2 });
    expect(feed.take({ kind: 'part', targets: [one] })).toEqual({ kind: 'part', received: 1, of: 2 });
    feed.take({ kind: 'part', targets: [one] });
    const whole = { readAtMs: 5, pools, targets: [one, one], problems: [] };
    expect(feed.take({ kind: 'end' })).toEqual({ kind: 'read', reading: whole });
  });

  it('are nothing where the stream broke before the end', () => {
    const feed = createReadingFeed();
    feed.take({ kind: 'begin', readAtMs: 5, pools, count: 2 });
    feed.restart();
    expect(feed.take({ kind: 'part', targets: [one] })).toBeUndefined();
    expect(feed.take({ kind: 'end' })).toBeUndefined();
  });

  it('bring what could not be looked at along', () => {
    const problem = { code: 'portForward.noReadyPod', message: 'none', details: {}, retryable: true } as const;
    const feed = createReadingFeed();
    feed.take({ kind: 'begin', readAtMs: 5, pools, count: 0, problems: [problem] });
    expect(feed.take({ kind: 'end' })).toMatchObject({ reading: { problems: [problem] } });
  });

  it('tell of a reading that failed', () => {
    const error = { code: 'prometheus.connectionLost', message: 'gone', details: {}, retryable: true } as const;
    expect(createReadingFeed().take({ kind: 'failed', error })).toEqual({ kind: 'failed', error });
  });
});

describe('where rows stand', () => {
  it('finds the row at any height', () => {
    const tops = topsOf(4, (index) => [34, 26, 200, 34][index] ?? 0);
    expect([...tops]).toEqual([0, 34, 60, 260, 294]);
    expect([-5, 0, 33, 34, 59, 60, 259, 260, 9999].map((px) => rowAt(tops, px))).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3]);
    expect(
      rowAt(
        topsOf(0, () => 0),
        10,
      ),
    ).toBe(-1);
  });
});

describe('texts of scrapes', () => {
  it('have two decimals from a second on', () => {
    expect([0.04, 0.5, 81.2, 998, 4812, 10_000, 75_000].map((ms) => formatScrape(ms, 'en'))).toEqual([
      ...['0.0 ms', '0.5 ms', '81 ms', '998 ms', '4.81 s', '10.00 s', '1 min'],
    ]);
  });

  it('split an endpoint into its place and its parameters', () => {
    expect(endpointOf('http://10.20.3.41:9100/metrics')).toEqual({ text: '10.20.3.41:9100/metrics', parameters: [] });
    expect(endpointOf('https://[fe80::1%25eth0]:9115/probe?module=http_2xx&target=https://a.b/?q=1')).toEqual({
      text: 'https://[fe80::1%25eth0]:9115/probe',
      parameters: [
        ['module', 'http_2xx'],
        ['target', 'https://a.b/?q=1'],
      ],
    });
  });
});

describe('the graph of a target', () => {
  const a = target({ pool: 'node', url: 'http://a/', labels: ['instance', 'a', 'job', 'node', 'zone', 'x'] });

  it('asks by instance and job, and by all labels where these are not enough', () => {
    const b = target({ pool: 'node', url: 'http://b/', labels: ['instance', 'b', 'job', 'node'] });
    const twin = target({ pool: 'node', url: 'http://c/', labels: ['instance', 'a', 'job', 'node', 'zone', 'y'] });
    expect(upOf(a, [a, b])).toBe('up{instance="a", job="node"}');
    expect(upOf(a, [a, b, twin])).toBe('up{instance="a", job="node", zone="x"}');
  });

  it('quotes whatever a label holds', () => {
    const hostile = target({ pool: 'p', url: 'http://d/', labels: ['instance', 'a"} or vector(1) #', 'job', 'x\\'] });
    expect(upOf(hostile, [hostile])).toBe('up{instance="a\\"} or vector(1) #", job="x\\\\"}');
  });
});

describe('pages of what was discovered', () => {
  const found = (name: string): DiscoveredTarget => ({
    ...{ key: name, pool: 'p', state: 'dropped', labels: [], error: '' },
    discovered: ['__address__', name],
  });
  const answer = (readAtMs: number, name: string): FoundDiscovered => ({
    ...{ readAtMs, pools: [], count: 250, problems: [] },
    targets: [found(name)],
  });

  it('are kept beside each other, and all replaced by one of another reading', () => {
    const both = withPage(withPage(undefined, 'all', 0, answer(1, 'a')), 'all', 2, answer(1, 'c'));
    expect([foundAt(both, 0)?.key, foundAt(both, 1)?.key, foundAt(both, 2 * pageSize)?.key]).toEqual([
      'a',
      undefined,
      'c',
    ]);
    expect([...withPage(both, 'all', 1, answer(2, 'b')).pages.keys()]).toEqual([1]);
    expect(pagesOf(95, 210)).toEqual([0, 1, 2]);
  });

  it('are replaced by one of another search, which may find as many', () => {
    const before = withPage(undefined, 'one', 1, answer(1, 'a'));
    expect([...withPage(before, 'other', 0, answer(1, 'b')).pages.keys()]).toEqual([0]);
  });

  it('are no more than twenty, those next to what came last; and what is said of the whole stays the same object', () => {
    let pages = withPage(undefined, 'all', 0, answer(1, 'p0'));
    const { found: whole } = pages;
    for (let page = 1; page <= 30; page += 1) pages = withPage(pages, 'all', page, answer(1, `p${page}`));
    expect([...pages.pages.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 11));
    expect(pages.found).toBe(whole);
  });

  it('name a dropped one by what tells it apart', () => {
    const discovered = [
      '__address__',
      'a',
      '__meta_kubernetes_namespace',
      'n',
      '__meta_kubernetes_pod_name',
      'p',
      'x',
      'y',
    ];
    expect(namesOf({ ...found('a'), discovered })).toEqual([
      ...['__meta_kubernetes_pod_name', '__meta_kubernetes_namespace', 'x'],
    ]);
    expect(namesOf({ ...found('a'), labels: ['instance', 'i', 'job', 'j'] })).toEqual(['instance', 'job']);
  });

  it('name those of a pool by what differs among them', () => {
    const pod = (name: string, port: string): DiscoveredTarget => ({
      ...found(name + port),
      discovered: [
        ...['__address__', `a:${port}`, '__meta_kubernetes_namespace', 'kube-system'],
        ...['__meta_kubernetes_pod_container_port_name', port, '__meta_kubernetes_pod_name', name],
      ],
    });
    const targets = [pod('dns-a', 'dns'), pod('dns-a', 'metrics'), pod('dns-b', 'dns')];
    const pages = withPage(undefined, 'all', 0, { readAtMs: 1, pools: [], count: 3, problems: [], targets });
    const [first = found('')] = targets;
    const lists = new Map<string, readonly string[]>();
    const names = namingOf(pages, lists)(first);
    expect(namesOf(first, names)).toEqual([
      ...['__meta_kubernetes_pod_name', '__meta_kubernetes_pod_container_port_name'],
    ]);
    // The next page changes nothing about them: rows are not drawn again.
    const others = [{ ...found('other'), pool: 'q' }];
    const more = withPage(pages, 'all', 1, { ...answer(1, ''), count: 3, targets: others });
    expect(namingOf(more, lists)(first)).toBe(names);
    expect([shortName('__meta_kubernetes_pod_name'), shortName('__meta_dns_name'), shortName('pod')]).toEqual([
      ...['pod_name', 'dns_name', 'pod'],
    ]);
  });
});

describe('many words of a failed scrape', () => {
  it('have a sentence of ours for the cause that they name; few speak for themselves', () => {
    const words = (cause: string) => `${'failed to execute portforward in network namespace '.repeat(3)}${cause}`;
    expect(
      [
        ...['dial tcp4 127.0.0.1:9100: connect: connection refused IPv6 dial tcp6: no suitable address found'],
        ...['context deadline exceeded', 'dial tcp: lookup db: no such host', 'pods "a" is forbidden: User "cleo"'],
        ...['tls: failed to verify certificate: x509: unknown authority', 'unexpected EOF', 'whatever else'],
      ].map((cause) => failureKind(words(cause))),
    ).toEqual(['refused', 'late', 'noHost', 'forbidden', 'certificate', 'ended', undefined]);
    expect(failureKind('dial tcp 127.0.0.1:9: connect: connection refused')).toBeUndefined();
  });
});
