import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../electron/backend/network/create-network.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { defaultSettings, type ProxySettings } from '../../../shared/model/settings.ts';

type Env = Readonly<Record<string, string>>;

function chosen(address: string, env: Env = {}, proxy: ProxySettings = { kind: 'environment' }, proxyUrl?: string) {
  return createNetwork({ settings: () => ({ ...defaultSettings, proxy }), env }).proxyFor(new URL(address), proxyUrl);
}

function failure(...args: Parameters<typeof chosen>) {
  try {
    return chosen(...args);
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
}

describe('the proxy for an address', () => {
  const env = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2', ALL_PROXY: 'http://all:3' };

  it('is the one of its scheme in the environment', () => {
    expect([chosen('https://a.example', env), chosen('http://a.example', env)]).toEqual([
      'http://secure:1',
      'http://plain:2',
    ]);
  });

  it('is found under the name in small letters too, which comes second, and an empty value is none', () => {
    expect([
      chosen('https://a.example', { https_proxy: 'http://small:1' }),
      chosen('https://a.example', { HTTPS_PROXY: 'http://large:1', https_proxy: 'http://small:1' }),
      chosen('https://a.example', { HTTPS_PROXY: '', https_proxy: 'http://small:1' }),
      chosen('https://a.example', { ...env, no_proxy: 'example' }),
      chosen('https://a.example', { ...env, NO_PROXY: 'example' }),
    ]).toEqual(['http://small:1', 'http://large:1', 'http://small:1', undefined, undefined]);
  });

  it('is none without one in the environment: ALL_PROXY is not read', () => {
    expect([chosen('https://a.example'), chosen('https://a.example', { ALL_PROXY: 'http://all:3' })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is http where it has no scheme, and may be socks5', () => {
    expect([
      chosen('https://a.example', { HTTPS_PROXY: 'proxy.example:3128' }),
      chosen('https://a.example', { HTTPS_PROXY: 'socks5://proxy.example' }),
      chosen('https://a.example', { HTTPS_PROXY: 'socks5h://proxy.example:1081' }),
    ]).toEqual(['http://proxy.example:3128', 'socks5://proxy.example', 'socks5h://proxy.example:1081']);
  });

  it("is the settings' own, with its exceptions, or none at all", () => {
    const custom = { kind: 'custom', url: 'http://mine:8080', exceptions: '.corp,10.0.0.0/8' } as const;
    expect([
      chosen('https://a.example', env, custom),
      chosen('http://a.example', env, custom),
      chosen('https://a.corp', env, custom),
      chosen('https://10.1.1.1', env, custom),
      chosen('https://a.example', env, { kind: 'none' }),
    ]).toEqual(['http://mine:8080', 'http://mine:8080', undefined, undefined, undefined]);
  });

  it("is the kubeconfig's proxy-url before all others, also for what NO_PROXY excepts and for loopback", () => {
    expect([
      chosen('https://a.example', { ...env, NO_PROXY: '*' }, { kind: 'none' }, 'http://own:1'),
      chosen('https://127.0.0.1', {}, { kind: 'none' }, 'socks5://own:1'),
    ]).toEqual(['http://own:1', 'socks5://own:1']);
  });

  it('never shows its name and password', () => {
    expect([
      chosen('https://a.example', { HTTPS_PROXY: 'http://ada:hunter2@proxy.example:1' }),
      chosen('https://a.example', {}, { kind: 'none' }, 'http://ada:hunter2@proxy.example:1'),
    ]).toEqual(['http://proxy.example:1', 'http://proxy.example:1']);
  });

  it.each(['ftp://ada:hunter2@x', 'http://', 'http://ada:hunter2@:x'])(
    '%s is no proxy, which is said without quoting it',
    (url) => {
      expect(failure('https://a.example:6443', {}, { kind: 'none' }, url)).toEqual({
        code: 'api.proxy',
        message:
          "https://a.example:6443 cannot be reached: the kubeconfig's proxy-url is no http, https or socks5 address.",
        details: {
          server: 'https://a.example:6443',
          proxy: "the kubeconfig's proxy-url",
          reason: 'it is no http, https or socks5 address',
        },
        retryable: false,
      });
    },
  );
});
