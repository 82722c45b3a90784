import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../renderer/views/targets/endpoint-reach.ts';

const kindOf = (url: string, isOurs = false) => reachOf(url, isOurs)?.kind;

describe('where the link of an endpoint leads', () => {
  it('is what is scraped, with its parameters', () => {
    expect(reachOf('https://10.20.3.41:9100/metrics?module=a&module=b', false)).toEqual({
      ...{ href: 'https://10.20.3.41:9100/metrics?module=a&module=b', host: '10.20.3.41', kind: 'network' },
    });
  });

  it('is nowhere for what no browser is to be led to', () => {
    const hostile = [
      ...['javascript:alert(1)', 'JavaScript:alert(1)//http://a/', 'data:text/html,x', 'file:///etc/passwd', 'blob:x'],
      ...['http://user@a/', 'http://:secret@a/', 'nonsense', '', '//a/b', 'http://[fe80::1%25eth0]:9100/metrics'],
    ];
    expect(hostile.map((url) => reachOf(url, false))).toEqual(hostile.map(() => undefined));
  });

  it('is nowhere for what answers within Binnacle', () => {
    expect(reachOf('http://this-computer:80/metrics', true)).toBeUndefined();
  });

  it('says that a loopback address is of the computer that scrapes', () => {
    const loopback = [
      'http://127.0.0.1:9/',
      'http://2130706433/',
      'http://[::1]/',
      'http://LOCALHOST./',
      'http://a.localhost/',
    ];
    expect(loopback.map((url) => kindOf(url))).toEqual(loopback.map(() => 'loopback'));
    expect(loopback.map((url) => kindOf(url, true))).toEqual(loopback.map(() => 'here'));
    expect(kindOf('http://localhost.example/', true)).toBe('network');
  });
});
