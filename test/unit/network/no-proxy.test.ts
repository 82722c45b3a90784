import { describe, expect, it } from 'vitest';
import { goesDirect } from '../../../electron/backend/network/no-proxy.ts';

/** The table of Go's own test (httpproxy), and the corners of its code. */
const direct: readonly [host: string, exceptions: string][] = [
  ['localhost', ''],
  ['127.0.0.1', ''],
  ['127.9.9.9', ''],
  ['::1', ''],
  ['::ffff:127.0.0.1', ''],
  ['anything.example', '*'],
  ['10.0.0.1', 'a.example, *'],
  ['foo.com', 'foo.com'],
  ['FOO.com', 'foo.COM'],
  ['bar.foo.com', 'foo.com'],
  ['bar.foo.com', '.foo.com'],
  ['bar.foo.com', '*.foo.com'],
  ['foo.com', 'a.example,, foo.com'],
  ['foo.com', 'foo.com:443'],
  ['foo.com', 'foo.com:'],
  ['bar.foo.com', '.foo.com:443'],
  ['192.168.1.1', '192.168.1.1'],
  ['192.168.1.1', '192.168.1.1:443'],
  ['192.168.1.77', '192.168.1.0/24'],
  ['192.168.1.77', '192.168.1.99/24'],
  ['::ffff:192.168.1.77', '192.168.1.0/24'],
  ['10.1.2.3', '0.0.0.0/0'],
  ['2001:db8::7', '2001:db8::/32'],
  ['2001:db8::7', '2001:db8:0::7'],
  ['2001:db8::7', '[2001:db8::7]:443'],
  ['xn--bcher-kva.example', 'bücher.example'],
];

const proxied: readonly [host: string, exceptions: string][] = [
  ['example.com', ''],
  ['localhost.example', 'localhost'],
  ['128.0.0.1', ''],
  ['foo.com', '.foo.com'],
  ['foo.com', '*.foo.com'],
  ['barfoo.com', 'foo.com'],
  ['foo.com.evil', 'foo.com'],
  ['foo.com', 'foo.com:80'],
  ['foo.com', ':443'],
  ['foo.com', 'f*.com'],
  ['192.168.1.1', '192.168.1.2'],
  ['192.168.1.1', '192.168.1.1:80'],
  ['192.168.2.1', '192.168.1.0/24'],
  ['192.168.1.1', '192.168.1.0/33'],
  ['192.168.1.1', '1.1'],
  ['2001:db9::7', '2001:db8::/32'],
  // Go takes the brackets off only where a port follows.
  ['2001:db8::7', '[2001:db8::7]'],
  // Names are not looked up: a network does not hold for them.
  ['example.com', '0.0.0.0/0'],
];

describe('NO_PROXY', () => {
  it.each(direct)('%s is reached directly with "%s"', (host, exceptions) => {
    expect(goesDirect({ host, port: 443 }, exceptions)).toBe(true);
  });

  it.each(proxied)('%s is reached through the proxy with "%s"', (host, exceptions) => {
    expect(goesDirect({ host, port: 443 }, exceptions)).toBe(false);
  });
});
