import { expect, test } from 'vitest';
import { nearTexts } from '../../../../../electron/backend/sources/prometheus/catalog/near-texts.ts';
import { packTexts, sortedTexts } from '../../../../../electron/backend/sources/prometheus/catalog/text-list.ts';
import { CancelledError } from '../../../../../shared/base/errors.ts';

const names = [
  'container_cpu_usage_seconds_total',
  'container_memory_usage_bytes',
  'container_memory_working_set_bytes',
  'go_goroutines',
  'http_requests_total',
  'kube_pod_status_phase',
  'node_cpu_seconds_total',
  'node_memory_MemFree_bytes',
  'up',
];
const near = (text: string, limit = 3, texts: readonly string[] = names) =>
  nearTexts(packTexts(sortedTexts(texts)), text, limit, () => undefined);

test.each([
  ['a letter missing', 'node_cpu_seconds_totl', 'node_cpu_seconds_total'],
  ['a letter too many', 'go_gorouttines', 'go_goroutines'],
  ['a wrong letter', 'http_requests_tota1', 'http_requests_total'],
  ['two letters swapped', 'http_reqeusts_total', 'http_requests_total'],
  ['the first letters swapped', 'ogc_goroutines', 'go_goroutines'],
  ['capitals', 'NODE_CPU_SECONDS_TOTAL', 'node_cpu_seconds_total'],
  ['small letters', 'node_memory_memfree_bytes', 'node_memory_MemFree_bytes'],
  ['other separators', 'http-requests.total', 'http_requests_total'],
  ['a short word', 'uo', 'up'],
  ['words in another order', 'container_usage_memory_bytes', 'container_memory_usage_bytes'],
  ['a word missing', 'node_cpu_total', 'node_cpu_seconds_total'],
  ['a word too many', 'kube_pod_container_status_phase', 'kube_pod_status_phase'],
])('%s: %s is near to what was meant', (_name, text, wanted) => {
  expect(near(text)[0]).toBe(wanted);
});

test('the nearest come first, and no more than asked for', () => {
  const texts = ['abcdefgh', 'abcdefgx', 'abcdefxx', 'zzzzzzzz'];
  expect(near('abcdefgi', 5, texts)).toEqual(['abcdefgh', 'abcdefgx', 'abcdefxx']);
  expect(near('abcdefgi', 1, texts)).toEqual(['abcdefgh']);
  expect(near('abcdefgi', 5, [])).toEqual([]);
});

test('a slip is nearer than the same words', () => {
  expect(near('memory_usage_bytes', 3, ['usage_bytes_memory', 'memory_usage_byte', 'bytes_of_usage'])).toEqual([
    'memory_usage_byte',
    'usage_bytes_memory',
    'bytes_of_usage',
  ]);
});

test('a word that comes twice counts once, and never makes another text the same', () => {
  expect(near('node_node', 3, ['node', 'node:node'])).toEqual(['node:node']);
  expect(near('bytes_readbytes', 3, ['readBytes', 'bytes_readbyte'])).toEqual(['bytes_readbyte', 'readBytes']);
});

test('the text itself is not near to itself, but as it is spelled with capitals it is', () => {
  expect(near('up', 5, ['up', 'UP', 'Up'])).toEqual(['UP', 'Up']);
});

test.each(['', 'q', 'something_else_entirely', '온도', 'x'.repeat(301), '__proto__'])(
  'nothing is near to %j',
  (text) => {
    expect(near(text)).toEqual([]);
  },
);

test('texts of a megabyte are passed over, and other scripts are compared', () => {
  expect(near('온도_섭시', 3, ['온도_섭씨', `온도_${'x'.repeat(1_000_000)}`])).toEqual(['온도_섭씨']);
});

test('it stops in the middle where nobody waits', () => {
  const list = packTexts(Array.from({ length: 20_000 }, (_, i) => `v${i}`));
  let looks = 0;
  const check = () => {
    looks += 1;
    if (looks === 2) throw new CancelledError();
  };
  expect(() => nearTexts(list, 'v77777', 3, check)).toThrow(CancelledError);
});
