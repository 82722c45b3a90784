import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createBodyCollector } from '../../../../electron/backend/sources/prometheus/parse/body-collector.ts';
import type { BodyEncoding } from '../../../../electron/backend/sources/prometheus/parse/parse-protocol.ts';

const text = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => [i, `value ${i}`]));
const own = (bytes: Uint8Array) => Uint8Array.from(bytes);

async function collect(
  encoding: BodyEncoding,
  bytes: Uint8Array,
  chunkBytes: number,
  limitBytes = 1e8,
): Promise<string> {
  const collector = createBodyCollector(encoding, limitBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) await collector.add(own(bytes.subarray(at, at + chunkBytes)));
  const { padded, length } = await collector.end();
  expect([...padded.subarray(length)]).toEqual(Array(64).fill(0));
  return new TextDecoder().decode(padded.subarray(0, length));
}

describe('a body', () => {
  it.each<[BodyEncoding, string, Uint8Array]>([
    ['identity', 'plain', new TextEncoder().encode(text)],
    ['gzip', 'gzip', gzipSync(text)],
    ['gzip', 'gzip in two members', Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(text.slice(1000))])],
    ['deflate', 'zlib', deflateSync(text)],
    ['deflate', 'bare deflate', deflateRawSync(text)],
  ])('as %s (%s) comes out whole, however it was cut', async (encoding, _what, bytes) => {
    for (const chunkBytes of [997, 65_536, bytes.length]) expect(await collect(encoding, bytes, chunkBytes)).toBe(text);
  });

  it.each<BodyEncoding>(['identity', 'gzip', 'deflate'])('that is empty, as %s, is empty', async (encoding) => {
    expect(await collect(encoding, new Uint8Array(), 1)).toBe('');
  });

  it.each<[BodyEncoding, Uint8Array]>([
    ['identity', new Uint8Array(2_000_000)],
    ['gzip', gzipSync(new Uint8Array(2_000_000))],
    ['deflate', deflateSync(new Uint8Array(2_000_000))],
  ])('over the limit, as %s, is too large as soon as it is', async (encoding, bytes) => {
    await expect(collect(encoding, bytes, 65_536, 1_000_000)).rejects.toMatchObject({ code: 'prometheus.tooLarge' });
  });

  it('that grows a thousandfold is stopped at the limit', async () => {
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
    const collector = createBodyCollector('gzip', 1_000_000);
    await expect(collector.add(own(bomb))).rejects.toMatchObject({ code: 'prometheus.tooLarge' });
    await expect(collector.add(own(bomb))).rejects.toMatchObject({ code: 'prometheus.tooLarge' });
    await expect(collector.end()).rejects.toMatchObject({ code: 'prometheus.tooLarge' });
  });

  it.each<[BodyEncoding, string, Uint8Array, Uint8Array]>([
    ['gzip', 'noughts', gzipSync(text), new Uint8Array(20)],
    ['deflate', 'anything', deflateSync(text), Buffer.from('more')],
    ['deflate', 'anything, bare', deflateRawSync(text), Buffer.from('more')],
  ])('as %s that goes on behind its end with %s is what came before', async (encoding, _what, bytes, more) => {
    const whole = Buffer.concat([bytes, more, more]);
    for (const chunkBytes of [bytes.length, bytes.length + 2, whole.length, 5])
      expect(await collect(encoding, whole, chunkBytes)).toBe(text);
  });

  it('counts what bodies before it have taken of the limit', async () => {
    const collector = createBodyCollector('identity', 100, 60);
    await collector.add(new Uint8Array(40));
    await expect(collector.add(new Uint8Array(1))).rejects.toMatchObject({
      code: 'prometheus.tooLarge',
      message: expect.stringContaining(`${Math.round((100 / 1024 / 1024) * 100) / 100} MiB`),
    });
  });

  it('that ends in the middle of its gzip is truncated', async () => {
    await expect(collect('gzip', gzipSync(text).subarray(0, 1000), 100)).rejects.toMatchObject({
      code: 'prometheus.truncated',
      details: { receivedBytes: 1000 },
    });
  });

  it.each<BodyEncoding>(['gzip', 'deflate'])('that is no %s is malformed', async (encoding) => {
    await expect(collect(encoding, new TextEncoder().encode('8 is no header'), 5)).rejects.toMatchObject({
      code: 'prometheus.malformed',
    });
  });

  it('that nobody wants any more ends its step', async () => {
    const collector = createBodyCollector('gzip', 1e9);
    const step = collector.add(own(gzipSync(new Uint8Array(64 * 1024 * 1024))));
    collector.dispose();
    await expect(step).rejects.toThrow('cancelled');
    await expect(collector.add(own(gzipSync('x')))).rejects.toThrow('cancelled');
  });
});
