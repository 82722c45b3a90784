/**
 * The YAML that kubectl and the clouds' tools write: mappings and lists by indentation, scalars on one line. Forty times as fast as the whole
 * language, which matters from a hundred contexts on. What is anything else is refused, never guessed, and is the whole parser's.
 */

/** A line without its indentation. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Thrown inside only. */
class NotPlain extends Error {}

const notPlain = new NotPlain('not plain');

/** `key:` and `key: value`. Keys that mean something (`<<`), or would to JavaScript, are not among them. */
const keyed = /^((?!__proto__)[A-Za-z_][A-Za-z0-9_./-]*):(?: +(.*))?$/;

/** As the whole parser would give it. @returns undefined where the text is not plain */
export function parsePlainYaml(text: string): unknown {
  try {
    const lines = linesOf(text);
    const first = lines[0];
    if (first === undefined) return undefined;
    const reader = new Reader(lines);
    const value = reader.block(first.indent);
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function linesOf(text: string): readonly Line[] {
  // Tabs, returns, other line ends and a byte order mark have rules of their own.
  if (/[^\x20-\x7e\n]/.test(text)) throw notPlain;
  const lines: Line[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const trimmed = raw.trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (index === 0 && raw === '---') continue;
    if (raw.startsWith('---') || raw.startsWith('...')) throw notPlain;
    lines.push({ indent: raw.length - trimmed.length, text: trimmed.trimEnd() });
  }
  return lines;
}

class Reader {
  readonly #lines: Line[];
  #at = 0;
  #depth = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = [...lines];
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  /** What is indented so, up to a line that is indented less. */
  block(indent: number): unknown {
    this.#depth += 1;
    if (this.#depth > 20) throw notPlain;
    const value = isItem(this.#lines[this.#at]?.text ?? '') ? this.#list(indent) : this.#mapping(indent);
    this.#depth -= 1;
    return value;
  }

  #mapping(indent: number): unknown {
    const entries: Record<string, unknown> = {};
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.indent < indent) break;
      const [, key, value] = line.indent === indent ? (keyed.exec(line.text) ?? []) : [];
      if (key === undefined) throw notPlain;
      this.#at += 1;
      entries[key] = value === undefined ? this.#below(indent) : scalar(value);
    }
    return entries;
  }

  /** After `key:` : what is indented more, or a list that is indented as its key. */
  #below(indent: number): unknown {
    const next = this.#lines[this.#at];
    if (next === undefined || next.indent < indent) return null;
    if (next.indent > indent) return this.block(next.indent);
    return isItem(next.text) ? this.#list(indent) : null;
  }

  #list(indent: number): unknown {
    const items: unknown[] = [];
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.indent < indent || (line.indent === indent && !isItem(line.text))) break;
      if (line.indent > indent) throw notPlain;
      items.push(this.#item(line));
    }
    return items;
  }

  /** What stands behind `- ` is a scalar, or a block that begins in this line. */
  #item({ indent, text }: Line): unknown {
    const rest = text.slice(1).trimStart();
    if (rest === '' || isItem(rest)) throw notPlain;
    if (!keyed.test(rest)) {
      this.#at += 1;
      return scalar(rest);
    }
    const inner = indent + text.length - rest.length;
    this.#lines[this.#at] = { indent: inner, text: rest };
    return this.block(inner);
  }
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['null', 'Null', 'NULL', '~', ''].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ['{}', {}],
  ['[]', []],
]);

/** Begins as no other kind of scalar does, and holds nothing that would end it or begin a comment. */
const plain = /^(?:[A-Za-z0-9_./]|-[A-Za-z-]|~\/)[^#]*$/;
const numeric = /^[-+.]?\d[\d_]*(\.\d*)?([eE][-+]?\d+)?$|^0[xo]|^\.(inf|nan)$/i;

function scalar(text: string): unknown {
  if (words.has(text)) return structuredClone(words.get(text));
  const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  // Numbers are rare enough for the whole parser.
  if (!plain.test(text) || numeric.test(text) || /:( |$)/.test(text)) throw notPlain;
  return text;
}
