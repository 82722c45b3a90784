import type { Completion } from '@codemirror/autocomplete';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { describe, expect, test } from 'vitest';
import { editorEn } from '../../../renderer/app/i18n/editor.en.ts';
import { functionsEn } from '../../../renderer/app/i18n/functions.en.ts';
import { type CompletionTexts, failedOption, type Option } from '../../../renderer/promql-editor/completion-option.ts';
import type { EditorCatalog } from '../../../renderer/promql-editor/editor-catalog.ts';
import { languageOptions } from '../../../renderer/promql-editor/language-options.ts';
import { namedOptions, queryOptions } from '../../../renderer/promql-editor/named-options.ts';
import { templates } from '../../../renderer/promql-editor/templates.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { FoundMetric } from '../../../shared/model/catalog.ts';
import { type LabelMatcher, walk } from '../../../shared/promql/ast.ts';
import { completionAt } from '../../../shared/promql/completion-at.ts';
import { functions } from '../../../shared/promql/functions.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { isAggregator, words as languageWords } from '../../../shared/promql/tokens.ts';

const texts: CompletionTexts = {
  type: (type) => type,
  does: (name) => `does ${name}`,
  trap: () => '',
  template: (name) => name,
  kind: (kind) => editorEn.kind[kind],
  failed: (reason) => `failed: ${reason}`,
};

interface Asked {
  readonly what: string;
  readonly selector?: string;
  readonly text: string;
}

interface Server {
  readonly metrics?: readonly Partial<FoundMetric>[];
  readonly labels?: readonly string[];
  readonly values?: readonly string[];
  readonly queries?: ReturnType<EditorCatalog['queries']>;
}

/** What a server has, and what it was asked for. */
function catalogOf({ metrics = [], labels = [], values = [], queries = [] }: Server) {
  const asked: Asked[] = [];
  const catalog: EditorCatalog = {
    async metrics(text) {
      asked.push({ what: 'metrics', text });
      return metrics.map((metric) => ({ name: '', type: 'unknown', help: '', unit: '', marks: [], ...metric }));
    },
    async labelNames(selector, text) {
      asked.push({ what: 'labels', selector, text });
      return labels;
    },
    async labelValues(label, selector, text) {
      asked.push({ what: `values of ${label}`, selector, text });
      return values;
    },
    queries: (text, limit) => queries.filter(({ expr }) => expr.includes(text)).slice(0, limit),
    types: async () => new Map(),
  };
  return { catalog, asked };
}

/** The cursor is where `‸` stands. */
function placed(marked: string): { readonly text: string; readonly at: number } {
  const at = marked.indexOf('‸');
  return { text: marked.slice(0, at) + marked.slice(at + 1), at };
}

async function optionsAt(marked: string, server: Server = {}, version?: string): Promise<readonly Option[]> {
  const { text, at } = placed(marked);
  const wanted = completionAt(text, at);
  const { catalog } = catalogOf(server);
  const named = await namedOptions(wanted, catalog, texts, new AbortController().signal);
  return [...languageOptions(wanted, version, texts), ...named, ...queryOptions(wanted, text, catalog, texts)];
}

const labelsAt = async (marked: string, server?: Server, version?: string) =>
  (await optionsAt(marked, server, version)).map(({ label }) => label);

/** What the text is once the option is chosen, with the cursor in it. */
async function chosen(marked: string, label: string, server: Server = {}): Promise<string> {
  const { text, at } = placed(marked);
  const wanted = completionAt(text, at);
  if (wanted.kind === 'nothing') throw new Error(`nothing can stand at ${marked}`);
  const option = (await optionsAt(marked, server)).find((one) => one.label === plainText(label));
  if (option === undefined) throw new Error(`${label} is not offered at ${marked}`);
  return apply(option, text, wanted.from, wanted.to);
}

function apply(option: Completion, text: string, from: number, to: number): string {
  const view = {
    state: EditorState.create({ doc: text, selection: { anchor: to } }),
    dispatch(spec: TransactionSpec) {
      this.state = this.state.update(spec).state;
    },
  };
  if (typeof option.apply === 'function') option.apply(view as unknown as EditorView, option, from, to);
  else {
    const insert = option.apply ?? option.label;
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
  }
  const { head } = view.state.selection.main;
  return `${view.state.sliceDoc(0, head)}‸${view.state.sliceDoc(head)}`;
}

describe('where an expression begins', () => {
  test('what is written every day comes first', async () => {
    expect(await labelsAt('ra‸')).toEqual(['rate', 'rad', 'range', 'sum by (…) (rate(…[5m]))']);
    expect(await labelsAt('su‸')).toEqual([
      'sum',
      'sum_over_time',
      'sum by (…) (rate(…[5m]))',
      'sum(rate(…{code=~"5.."}[5m])) / sum(rate(…[5m]))',
    ]);
  });

  test('metrics come with their type, and with what is usually made of them', async () => {
    const metrics = [
      { name: 'http_requests_total', type: 'counter', marks: [[0, 4]] },
      { name: 'my_http_errors_total', type: 'counter', marks: [[3, 7]] },
      { name: 'http.status', type: 'gauge', marks: [[0, 4]] },
    ] as const;
    const options = await optionsAt('http‸', { metrics });
    expect(options.map(({ label, detail, apply: written, marks }) => [label, detail, written, marks])).toEqual([
      ['http_requests_total', 'counter', 'http_requests_total', [0, 4]],
      ['rate(http_requests_total[5m])', 'template', 'rate(http_requests_total[5m])', undefined],
      ['my_http_errors_total', 'counter', 'my_http_errors_total', [3, 7]],
      ['http.status', 'gauge', '{"http.status"}', [0, 4]],
    ]);
  });

  test('a function comes with its parentheses, and the cursor where its arguments go', async () => {
    expect([
      await chosen('ra‸', 'rate'),
      await chosen('sum(ra‸)', 'rate'),
      await chosen('ra‸te(up[5m])', 'rate'),
      await chosen('su‸', 'sum'),
      await chosen('tim‸', 'time'),
      await chosen('hou‸', 'hour'),
      await chosen('a + o‸', 'on'),
      await chosen('a + on (x) group‸', 'group_left'),
    ]).toEqual([
      'rate(‸)',
      'sum(rate(‸))',
      'rate(‸up[5m])',
      'sum(‸)',
      'time()‸',
      'hour()‸',
      'a + on‸',
      'a + on (x) group_left‸',
    ]);
  });

  test('what the server has not is left out, what it has to be told to take says so', async () => {
    const named = async (text: string, version: string | undefined) =>
      (await optionsAt(text, {}, version))
        .filter(({ detail }) => detail !== 'template')
        .map(({ label, detail }) => `${label}: ${detail}`);
    expect(await named('histogram_a‸', '2.42.0')).toEqual([]);
    expect(await named('histogram_a‸', '2.51.2')).toEqual(['histogram_avg: function']);
    expect(await named('limit‸', '2.53.0')).toEqual([]);
    expect(await named('limit‸', '3.14.0')).toEqual(['limitk: aggregation', 'limit_ratio: aggregation']);
    expect(await named('mad‸', '2.49.0')).toEqual(['mad_over_time: experimental function']);
    expect(await named('holt‸', '2.42.0+ds')).toEqual(['holt_winters: function']);
    expect(await named('holt‸', '3.0.0')).toEqual([]);
    expect(await named('holt‸', undefined)).toEqual([]);
    expect(await named('first‸', '3.7.0')).toEqual(['first_over_time: experimental function']);
    expect(await named('first‸', '3.14.0')).toEqual(['first_over_time: function']);
  });

  test('queries that were run come where nothing else is written', async () => {
    const queries = [
      { expr: 'sum(up)\n  / count(up)', name: 'availability', starred: true },
      { expr: 'up == 0', name: '', starred: true },
      { expr: 'up', name: '', starred: false },
    ];
    const shown = (options: readonly Option[]) =>
      options.filter(({ apply: a }) => queries.some(({ expr }) => expr === a));
    expect(shown(await optionsAt('up‸', { queries })).map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      'sum(up) / count(up): availability',
      'up == 0: starred query',
      'up: query',
    ]);
    expect(shown(await optionsAt('1 + up‸', { queries }))).toEqual([]);
    expect(shown(await optionsAt('up‸ + 1', { queries }))).toEqual([]);
  });
});

describe('labels and their values', () => {
  const server = { labels: ['job', 'instance', '__name__', 'http.status'] };

  test('are those of the selector', async () => {
    const ask = async (marked: string) => {
      const { text, at } = placed(marked);
      const { catalog, asked } = catalogOf(server);
      await namedOptions(completionAt(text, at), catalog, texts, new AbortController().signal);
      return asked;
    };
    expect(await ask('rate(up{job="a", in‸}[5m])')).toEqual([{ what: 'labels', selector: 'up{job="a"}', text: 'in' }]);
    expect(await ask('up{job="a", instance=~"x|lo‸"}')).toEqual([
      { what: 'values of instance', selector: 'up{job="a"}', text: 'lo' },
    ]);
    expect(await ask('sum by (jo‸) (up{a="b"})')).toEqual([{ what: 'labels', selector: 'up{a="b"}', text: 'jo' }]);
    // The names of metrics are in an index.
    expect(await ask('{__name__="no‸"}')).toEqual([{ what: 'metrics', text: 'no' }]);
    expect((await ask('{"no‸"}')).map(({ what }) => what)).toEqual(['labels', 'metrics']);
  });

  test('a label brings its operator and quotes, where those are missing', async () => {
    expect([
      await chosen('up{‸}', 'job', server),
      await chosen('up{jo‸', 'job', server),
      await chosen('up{i‸="x"}', 'instance', server),
      await chosen('up{‸}', 'http.status', server),
      await chosen('up{"http‸"="x"}', 'http.status', server),
      await chosen('sum by (‸) (up)', 'http.status', server),
      await chosen('sum by (jo‸) (up)', 'job', server),
      await chosen('label_replace(up, "jo‸", "", "", "")', 'job', server),
    ]).toEqual([
      'up{job="‸"}',
      'up{job="‸"',
      'up{instance‸="x"}',
      'up{"http.status"="‸"}',
      'up{"http.status"‸="x"}',
      'sum by ("http.status"‸) (up)',
      'sum by (job‸) (up)',
      'label_replace(up, "job"‸, "", "", "")',
    ]);
    expect(await labelsAt('sum by (‸) (up)', server)).toEqual(['job', 'instance', 'http.status']);
    // A second name is refused.
    expect(await labelsAt('up{‸}', server)).not.toContain('__name__');
    expect(await labelsAt('{"up", ‸}', server)).not.toContain('__name__');
    expect(await labelsAt('{‸}', server)).toContain('__name__');
    expect(await labelsAt('label_replace(up, "‸", "", "", "")', server)).toContain('__name__');
  });

  test('a value is written in the quotes that are there, or in its own', async () => {
    const values = { values: ['node'] };
    expect([
      await chosen('up{job=‸}', 'node', values),
      await chosen('up{job="‸"}', 'node', values),
      await chosen('up{job="‸', 'node', values),
      await chosen("up{job='no‸x'}", 'node', values),
      await chosen('up{job=`‸`}', 'node', values),
      await chosen('up{job=~"a|n‸|b"}', 'node', values),
    ]).toEqual([
      'up{job="node"‸}',
      'up{job="node"‸}',
      'up{job="node"‸',
      "up{job='node'‸}",
      'up{job=`node`‸}',
      'up{job=~"a|node‸|b"}'.replace('‸|', '|‸'),
    ]);
  });

  test('any value is read back as it was, in any quotes, and means itself in a regular expression', async () => {
    const hostile = [
      'a"b',
      "a'b",
      'a`b',
      'C:\\dir',
      '10.0.0.1:9100',
      'a|b(c)[d]{2}^$*+?',
      '<img src=x onerror=alert(1)>',
      '\n\t\u0000\u007f',
      'é☠😀\u202e',
      '$x {{y}} $1',
      '\udc80',
      ' ',
    ];
    for (const value of hostile) {
      for (const marked of ['up{job=‸}', 'up{job="‸"}', "up{job='‸'}", 'up{job=`‸`}', 'up{job=~"‸"}', "up{job!~'‸'}"]) {
        // RE2 takes no bytes that are no text.
        if (!value.isWellFormed() && marked.includes('~')) continue;
        const text = (await chosen(marked, value, { values: [value] })).replace('‸', '');
        const matchers: LabelMatcher[] = [];
        walk(parseUnchecked(text), (expr) => {
          if (expr.kind === 'vectorSelector') matchers.push(...expr.matchers);
        });
        const [matcher] = matchers;
        const isRegex = matcher?.op.endsWith('~') === true;
        const meant = isRegex ? matcher?.value.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1') : matcher?.value;
        expect([meant, matchers.length], `${marked} ${JSON.stringify(value)}: ${text}`).toEqual([value, 1]);
      }
    }
  });
});

describe('elsewhere', () => {
  test('words, ranges, durations and times', async () => {
    expect(await labelsAt('up‸ ')).not.toContain('offset');
    expect(await labelsAt('sum(up) ‸')).toEqual(['by', 'without', 'and', 'or', 'unless', 'atan2']);
    expect(await labelsAt('up o‸')).toEqual(['offset', 'or']);
    expect((await labelsAt('rate(up ‸)')).slice(0, 3)).toEqual(['[1m]', '[5m]', '[10m]']);
    expect(await labelsAt('up[5‸]')).toEqual(['5m', '5h', '5d', '5s', '5w', '5y', '5ms']);
    expect(await labelsAt('up[1‸')).toContain('1h');
    expect(await labelsAt('up offset 1‸')).toContain('1d');
    expect(await labelsAt('up @ ‸')).toEqual(['start()', 'end()']);
    expect(await labelsAt('up > ‸')).toEqual(expect.arrayContaining(['bool', 'on', 'ignoring']));
  });

  test('why nothing came is said, and writes nothing', () => {
    const option = failedOption('no connection');
    expect([option.label, apply(option, 'up', 0, 2)]).toEqual(['no connection', 'up‸']);
  });
});

describe('the language as it is told', () => {
  test('has a sentence on every function and aggregation', () => {
    expect([...functions.keys()].filter((name) => !(name in functionsEn.does))).toEqual([]);
    const aggregations = [...languageWords.values()].filter(isAggregator);
    expect(aggregations.filter((name) => !(name in editorEn.does))).toEqual([]);
    expect(Object.keys(functionsEn.trap).filter((name) => !functions.has(name))).toEqual([]);
  });

  test('has templates that are expressions once they are filled in', () => {
    for (const { template, name } of templates) {
      const filled = template.replace(/#\{(?:\d+:)?([^{}]*)\}/g, '$1');
      expect(() => parseUnchecked(filled), name).not.toThrow();
      expect(editorEn.template[name]).not.toBe('');
    }
  });
});
