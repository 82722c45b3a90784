import { describe, expect, it } from 'vitest';
import { askingFailure, readingFailure } from '../../../electron/backend/scrape/loop/scrape-failure.ts';
import { AppError, type ErrorCode } from '../../../shared/base/errors.ts';

const url = 'https://10.0.0.7:9100/metrics';
const systemError = (code: string, facts: object = {}) =>
  Object.assign(new Error(`of the system: ${code}`), { code, ...facts });
const place = { address: '10.0.0.7', port: 9100 };
const refused = systemError('ECONNREFUSED', place);
const words = (error: unknown, isLate = false) => askingFailure(error, url, isLate).message;

const ofAddress = (code: ErrorCode, cause: unknown) => new AppError(code, 'in words of ours', { cause });

describe('why a target was not asked', () => {
  it.each([
    ['of the system', refused, 'dial tcp 10.0.0.7:9100: connect: connection refused'],
    [
      'of each address of a name',
      new AggregateError([systemError('ECONNREFUSED', { address: '::1', port: 9100 }), refused]),
      'dial tcp 10.0.0.7:9100: connect: connection refused',
    ],
    [
      'of IPv6',
      systemError('EHOSTUNREACH', { address: 'fe80::1', port: 9100 }),
      'dial tcp [fe80::1]:9100: connect: no route to host',
    ],
    ['of a name that is not known', systemError('ENOTFOUND'), 'dial tcp: no such host'],
    ['of an address', ofAddress('address.unreachable', refused), 'dial tcp 10.0.0.7:9100: connect: connection refused'],
    [
      'of its certificate',
      ofAddress('address.tls', systemError('DEPTH_ZERO_SELF_SIGNED_CERT')),
      'x509: certificate signed by unknown authority',
    ],
    [
      'of what speaks no TLS',
      ofAddress('address.tls', systemError('ERR_SSL_WRONG_VERSION_NUMBER')),
      'http: server gave HTTP response to HTTPS client',
    ],
    [
      'of two lengths that contradict each other',
      systemError('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      'net/http: HTTP/1.x transport connection broken: contradictory Content-Length',
    ],
  ])('is said as Prometheus says it: %s', (_, error, expected) => {
    expect(words(error)).toBe(`Get "${url}": ${expected}`);
  });

  it.each([
    ['a way that has broken', ofAddress('portForward.refused', refused)],
    ['a proxy', ofAddress('api.proxy', refused)],
    ['what Go has no words for', ofAddress('address.tls', systemError('ERR_TLS_CERT_ALTNAME_INVALID'))],
  ])('stays in words of ours where it is %s: the target is not what refused', (_, error) => {
    expect(words(error)).toBe('in words of ours');
  });

  it('is that it was late, whatever ended with it', () => {
    expect(words(refused, true)).toBe(`Get "${url}": context deadline exceeded`);
  });
});

describe('why a body was not read', () => {
  const parserError = (words: string) => Object.assign(new Error(words), { name: 'HTTPParserError' });

  it.each([
    [systemError('UND_ERR_SOCKET'), 'unexpected EOF'],
    [
      parserError('Response does not match the HTTP/1.1 protocol (Invalid character in chunk size)'),
      'invalid byte in chunk length',
    ],
    [
      parserError('Response does not match the HTTP/1.1 protocol (Expected LF after chunk data)'),
      'malformed chunked encoding',
    ],
    [systemError('ECONNRESET'), 'read: connection reset by peer'],
  ])('is said as Prometheus says it: %s', (error, expected) => {
    expect(readingFailure(error, false).message).toBe(expected);
  });
});
