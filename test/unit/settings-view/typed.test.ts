import { describe, expect, it } from 'vitest';
import { cleanPath, pathProblem } from '../../../renderer/views/settings/typed-path.ts';
import { proxyProblem } from '../../../renderer/views/settings/typed-proxy.ts';

describe('a path that is typed', () => {
  it('loses what is copied along, and nothing else', () => {
    const typed = [' /a b/c ', '"/a b"', "'/a'", '/a/', '/a//', '/', '~/', 'C:\\', 'C:\\kube\\', '"', '"/a'];
    expect(typed.map(cleanPath)).toEqual([
      '/a b/c',
      '/a b',
      '/a',
      '/a',
      '/a',
      '/',
      '~',
      'C:\\',
      'C:\\kube',
      '"',
      '"/a',
    ]);
  });

  it('is taken where it means the same place everywhere', () => {
    const good = ['/a', '~', '~/a', '~\\a', 'C:\\a', 'd:/a', '\\\\server\\share'];
    expect(good.map((path) => pathProblem(path, []))).toEqual(good.map(() => undefined));
  });

  it('is refused where it is relative, there already, too long or one too many', () => {
    const many = Array.from({ length: 200 }, (_, i) => `/${i}`);
    expect([
      pathProblem('bin', []),
      pathProblem('./bin', []),
      pathProblem('~ada/bin', []),
      pathProblem('C:bin', []),
      pathProblem('/a', ['/a']),
      pathProblem(`/${'a'.repeat(4096)}`, []),
      pathProblem('/a', many),
    ]).toEqual([
      { kind: 'relative', path: 'bin' },
      { kind: 'relative', path: './bin' },
      { kind: 'relative', path: '~ada/bin' },
      { kind: 'relative', path: 'C:bin' },
      { kind: 'twice', path: '/a' },
      { kind: 'long', length: 4097, limit: 4096 },
      { kind: 'many', limit: 200 },
    ]);
  });
});

describe('a proxy that is typed', () => {
  it('is taken with its scheme, host and port', () => {
    const good = ['http://proxy:3128', ' https://proxy.example ', 'socks5://[::1]:1080', 'HTTP://proxy'];
    expect(good.map(proxyProblem)).toEqual(good.map(() => undefined));
  });

  it('is refused with what is wrong with it', () => {
    expect(
      ['', ' ', 'proxy:3128', 'http://', 'http:// x', 'ftp://proxy', 'socks4://p', 'http://ada:pw@proxy'].map(
        proxyProblem,
      ),
    ).toEqual([
      { kind: 'empty' },
      { kind: 'empty' },
      { kind: 'notUrl', url: 'proxy:3128' },
      { kind: 'notUrl', url: 'http://' },
      { kind: 'notUrl', url: 'http:// x' },
      { kind: 'scheme', scheme: 'ftp://' },
      { kind: 'scheme', scheme: 'socks4://' },
      { kind: 'credentials' },
    ]);
  });
});
