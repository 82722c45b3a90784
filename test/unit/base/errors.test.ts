import { describe, expect, it } from 'vitest';
import { AppError, CancelledError, errorCodes, errorText, isCancellation } from '../../../shared/base/errors.ts';

describe('an AppError', () => {
  it('crosses the contract as plain data and comes back equal, without its cause', () => {
    const error = new AppError('api.forbidden', 'The API server refused.', {
      details: { verb: 'get', resource: 'pods/portforward' },
      retryable: false,
      cause: new Error('token abc'),
    });
    const data = structuredClone(error.toData());
    expect(data).toEqual({
      code: 'api.forbidden',
      message: 'The API server refused.',
      details: { verb: 'get', resource: 'pods/portforward' },
      retryable: false,
    });
    expect(AppError.fromData(data).toData()).toEqual(data);
    expect(JSON.stringify(data)).not.toContain('abc');
  });

  it('has codes that are all different', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });
});

describe('a cancellation', () => {
  it('is ours or the platform’s, and no other error', () => {
    const controller = new AbortController();
    controller.abort();
    const platform = (() => {
      try {
        controller.signal.throwIfAborted();
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(
      [new CancelledError(), platform, new AppError('api.timeout', 'late'), new Error('bug'), 'text'].map(
        isCancellation,
      ),
    ).toEqual([true, true, false, false, false]);
  });
});

describe('errorText', () => {
  it('reads anything that can be thrown', () => {
    expect([new Error('words'), 'text', 7, undefined].map(errorText)).toEqual(['words', 'text', '7', 'undefined']);
  });
});
