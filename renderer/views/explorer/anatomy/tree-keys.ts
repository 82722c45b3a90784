/** What the keys of a tree do (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/), and which of its rows are to be seen. Pure. */
import { nodesOf, type TreeNode } from '../../../../shared/promql/expression-tree.ts';

/** Every node but those below a closed one, each before its parts. */
export function visibleNodes(root: TreeNode, closed: ReadonlySet<string>): readonly TreeNode[] {
  if (closed.size === 0) return nodesOf(root);
  const below = closed.has(root.path) ? [] : root.children.flatMap((child) => visibleNodes(child, closed));
  return [root, ...below];
}

export interface TreePlace {
  /** Those that are to be seen. */
  readonly nodes: readonly TreeNode[];
  readonly node: TreeNode;
  readonly isClosed: boolean;
}

/** @returns where the focus goes, `fold` to open or close the node; undefined where the key is not for the tree, or leads nowhere. */
export function targetOf(key: string, { nodes, node, isClosed }: TreePlace): TreeNode | 'fold' | undefined {
  const index = nodes.indexOf(node);
  const isOpen = node.children.length > 0 && !isClosed;
  switch (key) {
    case 'ArrowDown':
      return nodes[index + 1];
    case 'ArrowUp':
      return nodes[index - 1];
    case 'Home':
      return nodes[0];
    case 'End':
      return nodes.at(-1);
    case 'ArrowLeft':
      return isOpen ? 'fold' : nodes.find(({ path }) => path === parentPath(node.path));
    case 'ArrowRight':
      if (isClosed) return 'fold';
      return isOpen ? node.children[0] : undefined;
    default:
      return undefined;
  }
}

function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}
