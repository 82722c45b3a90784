/** 150,000 names of metrics as they are given: a part of a system, what it does, how it is counted. The same in every run. */
import { seededRandom } from '../fuzz/random.ts';

const nameCount = 150_000;

const parts =
  'node container kube apiserver etcd kubelet scheduler coredns istio envoy nginx redis postgres kafka mysql jvm go process prometheus checkout billing search catalog session gateway'.split(
    ' ',
  );
const things =
  'cpu memory network disk filesystem request response connection queue cache thread pool heap client server handler job worker partition topic index query transaction lock pod node deployment volume certificate token'.split(
    ' ',
  );
const doings =
  'active failed received sent processed dropped created deleted pending available used free open closed retried cached evicted scheduled started stopped'.split(
    ' ',
  );
const endings =
  'total seconds_total bytes bytes_total count duration_seconds_bucket duration_seconds_sum duration_seconds_count ratio info'.split(
    ' ',
  );

function makeNames(): readonly string[] {
  const random = seededRandom(42);
  const oneOf = (words: readonly string[]) => words[random() % words.length] ?? '';
  const names = new Set<string>();
  while (names.size < nameCount) {
    const middle = Array.from({ length: 1 + (random() % 2) }, () => oneOf(things));
    const number = random() % 3 === 0 ? [String(random() % 64)] : [];
    names.add([oneOf(parts), ...middle, oneOf(doings), ...number, oneOf(endings)].join('_'));
  }
  return [...names].sort();
}

export const metricNames = makeNames();

export function typeOf(name: string): string {
  if (name.endsWith('_total')) return 'counter';
  return /_(bucket|sum|count)$/.test(name) ? 'histogram' : 'gauge';
}
