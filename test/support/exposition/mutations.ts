/** Bodies that are nearly right: parts of real ones, changed in one to three places, by a seed. */
import { seededRandom } from '../../fuzz/random.ts';
import type { ServedBody } from './scraped-bodies.ts';

export const textType = 'text/plain; version=0.0.4; charset=utf-8';
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

type Random = () => number;

const numbers = [
  ...[
    'NaN',
    'nan',
    '+Inf',
    '-Inf',
    'inf',
    'Infinity',
    '+NaN',
    '-0',
    '0x1p-2',
    '0x10',
    '1_000',
    '1e308',
    '1.8e308',
    '4.9e-324',
    '1e-400',
  ],
  ...[
    '123456789012345678901234567890',
    '0.1',
    '.5',
    '5.',
    '.',
    '',
    '1e',
    '1e+',
    '--1',
    '+5',
    '1,5',
    '9007199254740993',
    '1.7976931348623157e308',
  ],
  ...[
    '2.2250738585072011e-308',
    '0.000000000000000000000000000000000000000000001',
    '12345678901234567',
    '8.41e21',
    'e5',
    '0e0',
    '00012',
  ],
] as const;

const insertions = [
  ...[
    '\0',
    ' ',
    '\t',
    '\n',
    '\r',
    '"',
    '\\',
    '{',
    '}',
    ',',
    '=',
    '#',
    '# ',
    '# HELP ',
    '# TYPE ',
    '# UNIT ',
    '# EOF\n',
    '\xff',
    '\xc3\xa4',
    ':',
    '_',
  ],
  ...[
    '\\n',
    '\\"',
    '\\\\',
    '""',
    '{}',
    '}{',
    ' # {a="b"} 1',
    ' # {a="b"} 1 1.5',
    ' # {} 2',
    'a 1\n',
    'a{b="c"} 1\n',
    '\n\n',
    '  ',
    'é',
    '\u2028',
    'NaN',
  ],
] as const;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random() % items.length] as Item;

/** Latin-1 stands for bytes: what is inserted may be no UTF-8. */
type ByteText = string;

type Mutation = (text: ByteText, random: Random) => ByteText;

function lineAt(text: ByteText, random: Random): { before: string; line: string; after: string } {
  const lines = text.split('\n');
  const at = random() % lines.length;
  return {
    before: lines
      .slice(0, at)
      .map((line) => `${line}\n`)
      .join(''),
    line: lines[at] ?? '',
    after: lines
      .slice(at + 1)
      .map((line) => `\n${line}`)
      .join(''),
  };
}

function inLine(text: ByteText, random: Random, change: (line: string) => string): ByteText {
  const { before, line, after } = lineAt(text, random);
  return before + change(line) + after;
}

const mutations: readonly Mutation[] = [
  (text, random) => {
    const at = random() % (text.length + 1);
    return text.slice(0, at) + pick(random, insertions) + text.slice(at);
  },
  (text, random) => {
    const at = random() % (text.length + 1);
    return text.slice(0, at) + String.fromCharCode(random() % 256) + text.slice(at + 1);
  },
  (text, random) => {
    const at = random() % (text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + (random() % 3));
  },
  (text, random) => inLine(text, random, (line) => line.slice(0, random() % (line.length + 1))),
  (text, random) => inLine(text, random, (line) => `${line}\n${line}`),
  (text, random) => inLine(text, random, (line) => line.replace(/ [^ ]*$/, () => ` ${pick(random, numbers)}`)),
  (text, random) => inLine(text, random, (line) => `${line} ${pick(random, numbers)}`),
  (text, random) =>
    inLine(text, random, (line) =>
      line.replace(/\{(.*)\}/, (_, inside: string) => `{${inside.split(',').reverse().join(',')}}`),
    ),
  (text, random) =>
    inLine(text, random, (line) =>
      line.replace(/\{(.*)\}/, (_, inside: string) => `{${inside},${pick(random, inside.split(','))}}`),
    ),
  (text, random) =>
    inLine(text, random, (line) =>
      line.replace(/="[^"]*"/, () =>
        pick(random, ['=""', '="\\"', '= "x"', '="é"', '="a\\nb\\\\c\\"d\\e"', '="\xe9"']),
      ),
    ),
  (text, random) =>
    inLine(text, random, (line) =>
      line.replace(
        /^# TYPE ([^ ]*) .*/,
        (_, name: string) =>
          `# TYPE ${name} ${pick(random, ['counter', 'gauge', 'untyped', 'unknown', 'info', 'stateset', 'gaugehistogram', 'Counter', '', 'summary '])}`,
      ),
    ),
  (text, random) => inLine(text, random, (line) => line.replace(/ /, () => pick(random, ['  ', '\t', '']))),
  (text) => text.slice(0, -1),
];

/** Some lines of the body, one behind the other. */
function partOf(body: ByteText, random: Random): ByteText {
  const lines = body.split('\n');
  const count = 1 + (random() % 12);
  const from = random() % Math.max(1, lines.length - count);
  return lines
    .slice(from, from + count)
    .map((line) => `${line}\n`)
    .join('');
}

/** Samples get a time of the last minutes, now and then. */
function withTimes(text: ByteText, random: Random, nowMs: number, isOpenMetrics: boolean): ByteText {
  return text
    .split('\n')
    .map((line) => {
      if (line === '' || line.startsWith('#') || random() % 4 !== 0) return line;
      const timeMs = nowMs - 60_000 - (random() % 600_000);
      return `${line} ${isOpenMetrics ? timeMs / 1000 : timeMs}`;
    })
    .join('\n');
}

/** What is no OpenMetrics is left out of the text, so that most of it is. */
function asOpenMetrics(text: ByteText, random: Random): ByteText {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !/^#(?! (?:HELP|TYPE) )/.test(line))
    .map((line) => line.replace(/^(# TYPE .*) untyped$/, '$1 unknown').replace(/,\}/, '}'))
    .map((line) =>
      /^[^#].*(?:_total|_bucket)\b/.test(line) && random() % 4 === 0 ? `${line} # {trace_id="x"} 0.5` : line,
    );
  return lines.map((line) => `${line}\n`).join('');
}

/** @param bodies in the text format @returns the same for the same seed and time */
export function mutatedBodies(
  bodies: readonly string[],
  seed: number,
  count: number,
  nowMs: number,
): readonly ServedBody[] {
  const random = seededRandom(seed);
  const texts = bodies.map((body) => Buffer.from(body).toString('latin1'));
  return Array.from({ length: count }, () => {
    const isOpenMetrics = random() % 2 === 0;
    let text = partOf(pick(random, texts), random);
    if (isOpenMetrics) text = asOpenMetrics(text, random);
    if (random() % 3 === 0) text = withTimes(text, random, nowMs, isOpenMetrics);
    if (isOpenMetrics) text += '# EOF\n';
    for (let changes = random() % 4; changes > 0; changes -= 1) text = pick(random, mutations)(text, random);
    return {
      contentType: isOpenMetrics ? openMetricsType : textType,
      body: new Uint8Array(Buffer.from(text, 'latin1')),
    };
  });
}
