import { describe, expect, test } from 'vitest';
import {
  type Family,
  openMetadata,
  packMetadata,
} from '../../../../../electron/backend/sources/prometheus/catalog/metric-metadata.ts';
import {
  type MetricNames,
  searchMetrics,
} from '../../../../../electron/backend/sources/prometheus/catalog/search-metrics.ts';
import { packTexts, sortedTexts } from '../../../../../electron/backend/sources/prometheus/catalog/text-list.ts';
import { CancelledError } from '../../../../../shared/base/errors.ts';
import type { FoundMetric } from '../../../../../shared/model/catalog.ts';

const never = () => undefined;

function index(names: readonly string[], families: Readonly<Record<string, Partial<Family>>> = {}): MetricNames {
  const list = packTexts(sortedTexts(names));
  const said = Object.entries(families).map(([name, family]): [string, Family] => [
    name,
    { type: 'gauge', help: '', unit: '', ...family },
  ]);
  return { names: list, metadata: openMetadata(packMetadata(list, new Map(said)), list.count) };
}

const search = (of: MetricNames, text: string, offset = 0, limit = 100) =>
  searchMetrics(of, { text, offset, limit }, never);
const found = (of: MetricNames, text: string) => search(of, text).metrics.map(({ name }) => name);

/** The name with what is marked in brackets. */
function marked({ name, marks }: FoundMetric): string {
  return marks.toReversed().reduce((text, [from, to]) => {
    return `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`;
  }, name);
}
const marks = (of: MetricNames, text: string) => search(of, text).metrics.map(marked);

describe('what matches a word', () => {
  test('comes in this order: the name, its begin, the begin of a word in it, anywhere, letters in order, the help', () => {
    const of = index(['cpu', 'cpu_seconds', 'node_cpu', 'xcpux', 'container_pod_usage', 'memory', 'unlike'], {
      memory: { help: 'Of the CPU, oddly' },
    });
    expect(marks(of, 'cpu')).toEqual([
      '[cpu]',
      '[cpu]_seconds',
      'node_[cpu]',
      'x[cpu]x',
      '[c]ontainer_[p]od_[u]sage',
      'memory',
    ]);
  });

  test('is taken without regard to capitals, in the name and in what is typed', () => {
    const of = index(['CPU_Load', 'node_cPu']);
    expect([found(of, 'cpu'), found(of, 'CPU')]).toEqual([
      ['CPU_Load', 'node_cPu'],
      ['CPU_Load', 'node_cPu'],
    ]);
    expect(marks(of, 'load')).toEqual(['CPU_[Load]']);
  });

  test('of the same kind comes by length, then by the alphabet', () => {
    expect(found(index(['up_b', 'up_a', 'up_long_name', 'up_c']), 'up')).toEqual([
      'up_a',
      'up_b',
      'up_c',
      'up_long_name',
    ]);
  });

  test('by letters begins where a word begins, and with less left out is better', () => {
    const of = index(['node_cpu_seconds', 'nginx_connections_ssl', 'incense', 'n_c_s', 'node_cpu_mode_seconds']);
    expect(marks(of, 'ncs')).toEqual([
      '[n]_[c]_[s]',
      '[n]ode_[c]pu_[s]econds',
      '[n]ginx_[c]onnections_[s]sl',
      '[n]ode_[c]pu_mode_[s]econds',
    ]);
  });

  test('by letters keeps what stands together together', () => {
    expect(marks(index(['node_network_receive_bytes']), 'netrec')).toEqual(['node_[net]work_[rec]eive_bytes']);
    expect(marks(index(['kube_pod_container_status']), 'kpcs')).toEqual(['[k]ube_[p]od_[c]ontainer_[s]tatus']);
  });

  test('by letters does not match where most of them follow a gap', () => {
    expect(found(index(['alertmanager_dispatcher_aggregation']), 'aemrgn')).toEqual([]);
  });

  test('by one letter is only what has it, and by letters only what is typed as two or more', () => {
    expect(found(index(['abc', 'xa', 'b']), 'a')).toEqual(['abc', 'xa']);
  });

  test('in the help alone has no marks, and a single letter is not looked for there', () => {
    const of = index(['up', 'down'], { down: { help: 'Whether it is quiet' } });
    expect(search(of, 'QUIET').metrics).toEqual([
      { name: 'down', type: 'gauge', help: 'Whether it is quiet', unit: '', marks: [] },
    ]);
    expect(found(of, 'q')).toEqual([]);
  });
});

describe('several words', () => {
  const of = index(['node_memory_free', 'container_memory_usage', 'memory_container', 'container_cpu', 'usage'], {
    usage: { help: 'memory of a container' },
    container_cpu: { help: 'no memory' },
  });

  test('all have to match, in any order, and the worst of them counts', () => {
    expect(marks(of, 'memory container')).toEqual([
      '[memory]_[container]',
      '[container]_[memory]_usage',
      '[container]_cpu',
      'usage',
    ]);
    expect(found(of, 'container memory')).toEqual(found(of, '  memory\tcontainer '));
  });

  test('that are the same are one', () => {
    expect(found(of, 'memory memory')).toEqual(found(of, 'memory'));
  });

  test('of which one matches nowhere match nothing', () => {
    expect(search(of, 'memory nowhere')).toEqual({ total: 0, metrics: [] });
  });

  test('that mark the same place mark it once', () => {
    expect(marks(of, 'mem memory')).toContain('node_[memory]_free');
  });
});

describe('a page', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `metric_${String(i).padStart(4, '0')}`);
  const of = index(names);

  test('of everything is by name', () => {
    expect(search(of, '', 990, 100)).toEqual({
      total: 1000,
      metrics: names.slice(990).map((name) => ({ name, type: 'unknown', help: '', unit: '', marks: [] })),
    });
    expect(search(of, ' ', 1_000_000, 100)).toEqual({ total: 1000, metrics: [] });
  });

  test('of what matches goes on where the one before ended', () => {
    const pages = [0, 40, 80, 120].flatMap((offset) => search(of, '00', offset, 40).metrics.map(({ name }) => name));
    const whole = search(of, '00', 0, 160);
    expect(pages).toEqual(whole.metrics.map(({ name }) => name));
    expect([new Set(pages).size, whole.total]).toEqual([pages.length, search(of, '00').total]);
    expect(search(of, '00', whole.total, 40)).toEqual({ total: whole.total, metrics: [] });
  });

  test('with long help texts fits into a frame: the texts are cut, the names are all there', () => {
    const help = '온도 '.repeat(600).slice(0, 2000);
    const long = index(
      names.map((name) => `${name}_${'x'.repeat(300)}`),
      Object.fromEntries(names.map((name) => [`${name}_${'x'.repeat(300)}`, { help }])),
    );
    const { metrics } = search(long, 'metric', 0, 500);
    expect(metrics.length).toBe(500);
    expect(new Set(metrics.map(({ help: shown }) => shown))).toEqual(new Set([`${help.slice(0, 160)}…`]));
    expect(Buffer.byteLength(JSON.stringify(metrics))).toBeLessThan(1024 * 1024);
    expect(search(long, 'metric', 0, 50).metrics[0]?.help).toBe(help);
  });

  test('of very long names is shorter', () => {
    const long = index(Array.from({ length: 500 }, (_, i) => `${i}_${'나'.repeat(1300)}`));
    const { total, metrics } = search(long, '', 0, 500);
    expect([total, metrics.length > 100, metrics.length < 500]).toEqual([500, true, true]);
    expect(Buffer.byteLength(JSON.stringify(metrics))).toBeLessThan(1024 * 1024);
  });

  test('of an index without names is empty', () => {
    expect([search(index([]), 'up'), search(index([]), '')]).toEqual([
      { total: 0, metrics: [] },
      { total: 0, metrics: [] },
    ]);
  });
});

describe('hostile names', () => {
  test('are found as they are', () => {
    const names = ['__proto__', 'constructor', 'a\u0000b', 'tab\there', '</script>', '\u202egnp', '온도', '😀_total'];
    const of = index(names);
    for (const name of names.filter((one) => !/\s/.test(one))) expect(found(of, name)).toEqual([name]);
    expect(found(of, 'here')).toEqual(['tab\there']);
  });

  test('have marks that count as JavaScript does, and part no character', () => {
    const of = index(['😀온도_total', 'é_x']);
    expect([marks(of, '온도'), marks(of, 'total'), marks(of, 'é')]).toEqual([
      ['😀[온도]_total'],
      ['😀온도_[total]'],
      ['[é]_x'],
    ]);
    // Letters are bytes: two characters that share some of theirs.
    const [one] = search(index(['한글_도']), '한도').metrics;
    if (one !== undefined) expect(marked(one).replaceAll(/[[\]]/g, '')).toBe('한글_도');
  });

  test('of any length are searched', () => {
    const of = index(['x'.repeat(100_000), `${'y'.repeat(100_000)}_cpu`]);
    expect(search(of, 'cpu').total).toBe(1);
    expect(search(of, 'xyz').total).toBe(0);
  });

  test('what is typed may be long, too', () => {
    const of = index(['a_b_c']);
    expect(search(of, 'abcdefghij'.repeat(50)).total).toBe(0);
    expect(search(of, 'a '.repeat(250)).total).toBe(1);
  });
});

test('a search that nobody waits for any more stops in the middle', () => {
  const of = index(Array.from({ length: 20_000 }, (_, i) => `metric_${i}`));
  let looks = 0;
  const check = () => {
    looks += 1;
    if (looks === 3) throw new CancelledError();
  };
  expect(() => searchMetrics(of, { text: 'metric', offset: 0, limit: 10 }, check)).toThrow(CancelledError);
  expect(looks).toBe(3);
});
