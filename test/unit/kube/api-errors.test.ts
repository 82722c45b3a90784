import { expect, it } from 'vitest';
import { answerError, parseRetryAfter } from '../../../electron/backend/kube/api-errors.ts';

const facts = { server: 'https://api.test', user: 'ada', method: 'GET', path: '/api/v1/nodes' } as const;
const answer = { contentType: 'text/plain', body: 'busy' };

it.each([
  ['5', undefined, 5],
  ['0', undefined, 0],
  ['86400', undefined, 300],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 30],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 0],
  ['Wed, 21 Oct 2026 07:28:30 GMT', undefined, undefined],
  ['soon', undefined, undefined],
  [undefined, undefined, undefined],
])('Retry-After %j at %j is %j seconds', (value, date, seconds) => {
  expect(parseRetryAfter(value, date)).toBe(seconds);
});

it.each([
  [429, 7, 'api.busy'],
  [503, 7, 'api.busy'],
  [429, undefined, 'api.failed'],
  [503, undefined, 'api.failed'],
  [500, 7, 'api.failed'],
] as const)('a %i with Retry-After %j is %s, worth another try', (status, retryAfterSeconds, code) => {
  expect(answerError(facts, { ...answer, status, retryAfterSeconds })).toMatchObject({ code, retryable: true });
});

it('a busy server is told of with the seconds that it asks for', () => {
  expect(answerError(facts, { ...answer, status: 503, retryAfterSeconds: 7 }).toData()).toEqual({
    code: 'api.busy',
    message: 'https://api.test is busy (503), and asks to be left alone for 7 s.',
    details: { server: 'https://api.test', status: 503, retryAfterSeconds: 7 },
    retryable: true,
  });
});
