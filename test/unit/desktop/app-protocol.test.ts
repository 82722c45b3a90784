import { describe, expect, it } from 'vitest';
import { startApp } from './start-app.ts';

async function fetcher() {
  const { protocol } = (await startApp()).electron;
  return (path: string, init?: RequestInit) => protocol.fetch(`app://binnacle${path}`, init);
}

describe('the page at app://binnacle', () => {
  it('has a scheme with the rights of a web origin and no more', async () => {
    const { electron } = await startApp();
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('comes with a fresh nonce every time, in its text and in its policy, which has no unsafe source', async () => {
    const get = await fetcher();
    const nonces = new Set<string>();
    for (const path of ['/', '/index.html', '/c/some%2Fcontext/explorer', '/c/with.dot/explorer?x=1#y']) {
      const response = await get(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'nonce-([A-Za-z0-9_-]{22,})'/.exec(policy)?.[1] ?? '';
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(policy).toContain("default-src 'none'");
      expect(text.match(/nonce="[^"]*"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`]);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
  });

  it('serves its files with their type, and says what is not there', async () => {
    const get = await fetcher();
    const script = await get('/assets/index-12345678.js');
    expect([script.status, script.headers.get('content-type'), await script.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'export const page = 1;',
    ]);
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('/assets/missing.js')).status).toBe(404);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  it('leads out of its folder in no spelling', async () => {
    const get = await fetcher();
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%00.txt',
      '/%.txt',
      '//etc/hosts.txt',
    ]) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).not.toContain('secret\n');
    }
  });

  it('is the only host of its scheme', async () => {
    const { electron } = await startApp();
    for (const url of ['app://other/index.html', 'app://binnacle.example/', 'app://binnacle:80/']) {
      expect([url, (await electron.protocol.fetch(url)).status]).toEqual([url, 404]);
    }
  });

  it('says so where it was not built', async () => {
    const { electron } = await startApp({ pageDir: '/nowhere' });
    expect((await electron.protocol.fetch('app://binnacle/')).status).toBe(500);
  });
});
