import { expect, test } from 'vitest';
import { takeToken } from '../../../renderer/client/token.ts';

function pageAt(hash: string) {
  const kept = new Map<string, string>();
  const addresses: string[] = [];
  return {
    kept,
    addresses,
    location: { hash, pathname: '/c/harbor/explorer', search: '?q=up' },
    history: {
      state: { here: 1 },
      replaceState: (_state: unknown, _unused: string, url?: string | URL | null) => void addresses.push(String(url)),
    },
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  };
}

const token = 'abcDEF123-_abcDEF123';

test('the token of the address is taken, kept for the tab, and leaves the address alone', () => {
  const page = pageAt(`#token=${token}`);
  expect(takeToken(page)).toBe(token);
  expect(page.addresses).toEqual(['/c/harbor/explorer?q=up']);
  page.location.hash = '';
  expect(takeToken(page)).toBe(token);
  expect(page.addresses.length).toBe(1);
});

test('a new token in the address takes the place of the kept one', () => {
  const page = pageAt(`#token=${token}`);
  takeToken(page);
  page.location.hash = '#token=another-token-of-it';
  expect(takeToken(page)).toBe('another-token-of-it');
});

test.each(['', '#', '#section', '#token=', '#token=short', `#token=${token}&more`, `#token=${token}<b>`])(
  'the fragment "%s" is no token and stays',
  (hash) => {
    const page = pageAt(hash);
    expect(takeToken(page)).toBe(undefined);
    expect([page.addresses, page.kept.size]).toEqual([[], 0]);
  },
);
