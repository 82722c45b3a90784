import { describe, expect, it } from 'vitest';
import { targetOf, visibleNodes } from '../../../../renderer/views/explorer/anatomy/tree-keys.ts';
import { expressionTree } from '../../../../shared/promql/expression-tree.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';

const root = expressionTree(parseUnchecked('sum(a) + rate(b[5m])'));
const paths = (closed: readonly string[]) => visibleNodes(root, new Set(closed)).map(({ path }) => path);

/** Where a key leads from a row: its path, or what it does. */
function press(key: string, path: string, closed: readonly string[] = []) {
  const nodes = visibleNodes(root, new Set(closed));
  const node = nodes.find((one) => one.path === path);
  if (node === undefined) throw new Error(`no row ${path}`);
  const target = targetOf(key, { nodes, node, isClosed: closed.includes(path) });
  return typeof target === 'object' ? target.path : target;
}

describe('the rows of the tree', () => {
  it('are all nodes but those below a closed one', () => {
    expect([paths([]), paths(['0.0']), paths(['0', '0.0'])]).toEqual([
      ['0', '0.0', '0.0.0', '0.1', '0.1.0'],
      ['0', '0.0', '0.1', '0.1.0'],
      ['0'],
    ]);
  });
});

describe('the keys of the tree', () => {
  it('go up and down through what is seen, to the first and to the last', () => {
    expect([
      press('ArrowDown', '0.0'),
      press('ArrowDown', '0.0', ['0.0']),
      press('ArrowDown', '0.1.0'),
      press('ArrowUp', '0'),
      press('ArrowUp', '0.1'),
      press('Home', '0.1'),
      press('End', '0'),
    ]).toEqual(['0.0.0', '0.1', undefined, undefined, '0.0.0', '0', '0.1.0']);
  });

  it('fold and unfold to the sides, and go to the part above or the first below', () => {
    expect([
      press('ArrowLeft', '0.0'),
      press('ArrowLeft', '0.0', ['0.0']),
      press('ArrowLeft', '0.0.0'),
      press('ArrowRight', '0.0', ['0.0']),
      press('ArrowRight', '0.0'),
      press('ArrowRight', '0.0.0'),
      press('ArrowLeft', '0', ['0']),
    ]).toEqual(['fold', '0', '0.0', 'fold', '0.0.0', undefined, undefined]);
  });

  it('leave every other key alone', () => {
    expect(['a', 'Tab', 'Escape', 'F5'].map((key) => press(key, '0'))).toEqual(Array(4).fill(undefined));
  });
});
