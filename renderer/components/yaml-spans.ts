/** Where a line of YAML has which colour. It is only colouring: of a text that goes over lines, what looks like a part has its colour. Pure. */

type YamlLook = 'key' | 'string' | 'comment' | 'number' | 'secret';

/** UTF-16 offsets into the line, `to` not included. */
export interface YamlSpan {
  readonly from: number;
  readonly to: number;
  readonly look: YamlLook;
}

/**
 * A key with its colon; a text in quotes, where a value begins; a comment; a number, a duration or a word of YAML that is all of a value; what is
 * masked. No part repeats what another one of them repeats, so that a hostile line takes no longer than its length.
 */
const parts = new RegExp(
  [
    /^(?<indent>\s*(?:- )*)(?<key>[A-Za-z_][\w.-]*)(?=:(?:\s|$))/,
    /(?<![^\s[{,])(?<string>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/,
    /(?<![^\s])(?<comment>#.*$)/,
    /(?<secret><secret>)/,
    /(?<=[:-] )(?<number>[+-]?\d+(?:\.\d+)?(?:[a-zA-Z]+(?:\d+[a-z]+)*)?|true|false|null)(?=\s?$)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Longer lines are plain from there on. */
const mostColoured = 2000;

const looks = ['key', 'string', 'comment', 'secret', 'number'] as const;

export function yamlSpans(line: string): readonly YamlSpan[] {
  const spans: YamlSpan[] = [];
  for (const { index, groups = {} } of line.slice(0, mostColoured).matchAll(parts)) {
    const look = looks.find((one) => groups[one] !== undefined);
    if (look === undefined) continue;
    const from = index + (groups.indent?.length ?? 0);
    spans.push({ from, to: from + (groups[look]?.length ?? 0), look });
  }
  return spans;
}

export interface LineMark {
  readonly from: number;
  readonly to: number;
  /** The one that is gone to. */
  readonly isCurrent: boolean;
}

export interface LinePart {
  readonly text: string;
  readonly look: YamlLook | undefined;
  readonly mark: 'match' | 'current' | undefined;
}

/** The line cut where its colour, or whether it is marked, is another. @param marks rising, none over another */
export function lineParts(line: string, spans: readonly YamlSpan[], marks: readonly LineMark[]): readonly LinePart[] {
  const ends = new Set([0, line.length]);
  for (const { from, to } of [...spans, ...marks]) ends.add(Math.min(from, line.length)).add(Math.min(to, line.length));
  const places = [...ends].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, index) => {
    const within = (one: { readonly from: number; readonly to: number }) => one.from <= from && from < one.to;
    const mark = marks.find(within);
    return {
      text: line.slice(from, places[index + 1]),
      look: spans.find(within)?.look,
      mark: mark === undefined ? undefined : mark.isCurrent ? 'current' : 'match',
    };
  });
}
