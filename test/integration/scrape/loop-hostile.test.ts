/** Targets that are slow, huge, endless, or lie: each fails with its reason, beside one that is not disturbed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScrapedSource } from '../../../electron/backend/scrape/scraped-source.ts';
import { type HostileServer, hostileMostBytes, hostilePaths, startHostileServer } from './loop-hostile-server.ts';
import { createScrapingFixture, groupOf, jobOf, type ScrapingFixture, settableDiscovery } from './scraping-fixture.ts';

const signal = new AbortController().signal;
const timeoutMs = 1800;

const get = (path: string, words: string) => new RegExp(`^Get "http://127\\.0\\.0\\.1:\\d+${path}": ${words}$`);

const expected: Readonly<Record<string, RegExp>> = {
  '/good': /^$/,
  '/packed': /^$/,
  '/within': /^$/,
  '/silent': get('/silent', 'context deadline exceeded'),
  '/trickle': /^context deadline exceeded$/,
  '/endless': /^body size limit exceeded$/,
  '/crumbs': /^(body size limit exceeded|context deadline exceeded)$/,
  '/bomb': /^body size limit exceeded$/,
  '/endless-header': get('/endless-header', 'net/http: server response headers exceeded the limit; aborted'),
  '/zeros-after-gzip': /^gzip: invalid header$/,
  '/empty-gzip': /^EOF$/,
  '/shouted-gzip': /^expected a valid start token, got "\\x1f" \("INVALID"\) while parsing: "\\x1f"$/,
  '/full': /^body size limit exceeded$/,
  '/nearly-full': /^$/,
  '/full-packed': /^body size limit exceeded$/,
  '/nearly-full-packed': /^$/,
  '/bad-chunk': /^invalid byte in chunk length$/,
  '/not-gzip': /^gzip: invalid header$/,
  '/cut-gzip': /^unexpected EOF$/,
  '/too-short': /^unexpected EOF$/,
  '/resets': get('/resets', 'read: connection reset by peer'),
  '/closes': get('/closes', 'EOF'),
  '/resets-later': /^read: connection reset by peer$/,
  '/no-http': get('/no-http', 'net/http: malformed HTTP response'),
  '/html': /^received unsupported Content-Type "text\/html" and no fallback_scrape_protocol specified for target$/,
  '/no-type':
    /^non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target$/,
  '/teapot': /^server returned HTTP status 418 I'm a teapot$/,
  '/nine-hops': /^$/,
  '/ten-hops': /^Get "\/good": stopped after 10 redirects$/,
  '/circle': /^Get "\/circle": stopped after 10 redirects$/,
  '/elsewhere': /^redirected away from the target, which is not followed: http:\/\/localhost:1\/x$/,
};

const good = hostilePaths.filter((path) => expected[path]?.source === '^$');

describe('hostile targets', () => {
  let server: HostileServer;
  let fixture: ScrapingFixture;
  let source: ScrapedSource;
  let peakBytes = 0;
  let watching: NodeJS.Timeout;

  beforeAll(async () => {
    server = await startHostileServer();
    fixture = createScrapingFixture();
    const targets = hostilePaths.map((path) => ({
      __address__: `127.0.0.1:${server.port}`,
      __metrics_path__: path,
      path,
    }));
    const { discovery } = settableDiscovery([groupOf(targets)]);
    const job = jobOf({ intervalMs: 2000, timeoutMs, mostBodyBytes: hostileMostBytes });
    globalThis.gc?.();
    const beforeBytes = process.memoryUsage.rss();
    watching = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss() - beforeBytes)), 20);
    source = await fixture.start([{ job, discovery, route: fixture.route }], { mostAtOnce: 8 });
  });

  afterAll(async () => {
    clearInterval(watching);
    await fixture.dispose();
    await server.stop();
  });

  it('fail with the words of Prometheus, where it has some', async () => {
    // On a busy machine a good one may be late once.
    await expect
      .poll(async () => {
        const { targets } = await source.targets.read(signal);
        return Object.fromEntries(targets.map(({ url, error, health }) => [new URL(url).pathname, health + error]));
      })
      .toEqual(
        Object.fromEntries(
          Object.entries(expected).map(([path, words]) => [
            path,
            expect.stringMatching(words.source === '^$' ? /^up$/ : new RegExp(words.source.replace('^', '^down'))),
          ]),
        ),
      );
  });

  it('do not disturb the one that is good, nor what is stored of the others', async () => {
    const samples = () => fixture.service.samples();
    const series = (name: string, path: string) =>
      samples().get(`${name}{instance="127.0.0.1:${server.port}", job="test", path="${path}"}`);
    await expect.poll(() => series('m', '/good')?.size).toBeGreaterThan(4);
    await expect.poll(() => [...(series('up', '/good')?.values() ?? [])].at(-1)).toBe('3ff0000000000000');
    expect(new Set(series('up', '/bomb')?.values())).toEqual(new Set(['0000000000000000']));
    const up = [...samples().keys()].filter((name) => name.startsWith('m{'));
    expect(up.map((name) => /path="([^"]*)"/.exec(name)?.[1])).toEqual([...good].sort());
  });

  it('take little memory, and no more of the network than they are allowed', async () => {
    // The bomb alone would be a gibibyte, each endless one whatever passes in a second; eight are read at a time.
    expect(peakBytes).toBeLessThan(300 * 2 ** 20);
    expect(server.sent.get('/endless')).toBeLessThan(hostileMostBytes + 16 * 2 ** 20);
    await expect.poll(() => source.load()).toMatchObject({ targets: hostilePaths.length, targetsUp: good.length });
  });

  it('let go of their sockets when scraping ends', async () => {
    await source.close();
    await expect.poll(() => server.sockets).toBeLessThanOrEqual(3);
    await fixture.dispose();
    await expect.poll(() => server.sockets).toBe(0);
  });
});
