import { describe, expect, it } from 'vitest';
import { redirectedPath } from '../../../electron/backend/scrape/loop/redirect.ts';

const url = new URL('http://10.0.0.5:9100/metrics?a=b');
const direct = { origin: 'http://10.0.0.5:9100', path: '/metrics?a=b', url };

describe('a redirect of a target', () => {
  it.each([
    ['/other?x=1', '/other?x=1'],
    ['other', '/other'],
    ['http://10.0.0.5:9100/', '/'],
    ['//10.0.0.5:9100/x', '/x'],
    ['http://10.0.0.5:9101/', undefined],
    ['https://10.0.0.5:9100/', undefined],
    ['//evil.example/', undefined],
    ['file:///etc/passwd', undefined],
    ['http://[', undefined],
  ])('%s is followed within its own origin only', (location, path) => {
    expect(redirectedPath(direct, location)).toBe(path);
  });

  it('is followed by its own address, whatever the way to it is called', () => {
    const tunnelled = { ...direct, origin: 'http://tunnel' };
    const to = ['http://10.0.0.5:9100/x', 'http://tunnel/x', 'http://evil.example/x'];
    expect(to.map((location) => redirectedPath(tunnelled, location))).toEqual(['/x', '/x', undefined]);
  });

  it('is not taken for one within the host that a path with two slashes looks like', () => {
    const slashes = { ...direct, path: '//evil.example/metrics' };
    expect(['http://evil.example/x', 'x'].map((location) => redirectedPath(slashes, location))).toEqual([
      undefined,
      '//evil.example/x',
    ]);
  });
});
