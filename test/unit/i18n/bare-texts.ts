/** Finds texts that a person would see and that did not come out of the catalogue: words between JSX tags and in visible attributes. */
import { parseSync } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Attributes and props whose value is read or heard. */
const visibleNames = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'note',
  'placeholder',
  'reading',
  'summary',
  'text',
  'title',
  'verdict',
]);

/** What stands inside these is no language: keys and code. */
const untranslated = new Set(['KeyCap', 'kbd', 'code', 'pre', 'samp', 'style', 'script']);

const letters = /\p{L}/u;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** The constant parts of what an expression may be shown as. A call (to `t`, most often) is trusted. */
function shownTexts(node: Node | null | undefined): readonly (readonly [text: string, at: number])[] {
  if (!isNode(node)) return [];
  const of = (...names: readonly string[]) => names.flatMap((name) => shownTexts(node[name] as Node));
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [[node.value, node.start]] : [];
    case 'JSXText':
      return [[String(node.value), node.start]];
    case 'TemplateLiteral': {
      const quasis = node.quasis as readonly { readonly value: { readonly cooked: string }; readonly start: number }[];
      return quasis.map(({ value, start }) => [value.cooked, start] as const);
    }
    case 'ConditionalExpression':
      return of('consequent', 'alternate');
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node.operator === '===' || node.operator === '!==' ? [] : of('left', 'right');
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return of('expression');
    default:
      return [];
  }
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return String(node.name ?? node.value ?? '');
}

function candidates(node: Node): readonly (readonly [text: string, at: number])[] {
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
    return (node.children as readonly Node[]).flatMap(shownTexts);
  }
  if (node.type === 'JSXAttribute' && visibleNames.has(nameOf(node.name))) return shownTexts(node.value as Node);
  // `{ value: 'a', label: 'A text' }`, as lists of choices are written.
  if (node.type === 'Property' && visibleNames.has(nameOf(node.key))) return shownTexts(node.value as Node);
  return [];
}

/** @returns one line for each text: `file.tsx:12 "the text"`. */
export function findBareTexts(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    if (node.type === 'JSXElement' && untranslated.has(nameOf((node.openingElement as Node).name))) return;
    for (const [text, at] of candidates(node)) {
      if (!letters.test(text)) continue;
      const line = source.slice(0, at).split('\n').length;
      found.push(`${file}:${line} ${JSON.stringify(text.trim())}`);
    }
    childrenOf(node).forEach(visit);
  };
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  visit(program as unknown as Node);
  return found;
}
