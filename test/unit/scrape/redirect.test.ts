import { describe, expect, it } from 'vitest';
import { redirectedPath } from '../../../electron/backend/scrape/loop/redirect.ts';

const url = new URL('http://10.0.0.5:9100/metrics?a=b');
const direct = { origin: 'http://10.0.0.5:9100', path: '/metrics?a=b', firstPath: '/metrics?a=b', url };
const proxied = {
  origin: 'https://api.example:6443',
  path: '/api/v1/nodes/n/proxy/metrics?a=b',
  firstPath: '/api/v1/nodes/n/proxy/metrics?a=b',
  url,
};

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

  it.each([
    ['/api/v1/nodes/n/proxy/metrics/', '/api/v1/nodes/n/proxy/metrics/'],
    ['http://10.0.0.5:9100/x', '/api/v1/nodes/n/proxy/x'],
    ['/api/v1/secrets', undefined],
    ['../../../../secrets', undefined],
    ['/api/v1/nodes/n/proxy/%2e%2e/%2e%2e/%2e%2e/secrets', undefined],
    ['https://api.example:6443/api/v1/secrets', undefined],
  ])('%s through another server stays below its place there', (location, path) => {
    expect(redirectedPath(proxied, location)).toBe(path);
  });

  it('is not followed where nobody knows which part of the path is its own', () => {
    expect(redirectedPath({ ...direct, firstPath: '/elsewhere' }, '/x')).toBeUndefined();
  });
});
