/** The expression as a tree: what each part gives, how long it takes, where it fails. Choosing a part shows that part alone in the panel. */

import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toggled } from '../../../../shared/base/toggled.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { expressionTree, nodesOf, type TreeNode } from '../../../../shared/promql/expression-tree.ts';
import { MiddleText } from '../../../charts/middle-text.tsx';
import { Button } from '../../../components/button.tsx';
import styles from './expression-tree.module.css';
import { NodeDetails } from './node-details.tsx';
import { NodeOutcome } from './node-outcome.tsx';
import { resultOf } from './node-result.ts';
import { mostParts, parsedExpr } from './parsed-expr.ts';
import { targetOf, visibleNodes } from './tree-keys.ts';
import { useNodeResults } from './use-node-results.ts';

export interface ExpressionTreeProps {
  readonly context: ContextId;
  readonly expr: string;
  readonly timeMs: number;
  readonly live: boolean;
  /** The part that is shown alone, as it is printed; undefined: the whole. */
  readonly selected: string | undefined;
  readonly onSelect: (part: string | undefined) => void;
}

export function ExpressionTree(props: ExpressionTreeProps) {
  const { expr } = props;
  const { t, i18n } = useTranslation('anatomy');
  const parsed = useMemo(() => parsedExpr(expr), [expr]);
  const root = useMemo(() => (parsed.kind === 'parsed' ? expressionTree(parsed.expr) : undefined), [parsed]);
  if (root !== undefined) return <Tree {...props} root={root} />;
  if (parsed.kind !== 'tooLarge') return <p className={styles.none}>{t('tree.none')}</p>;
  const count = (value: number) => formatCount(value, i18n.language);
  return <p className={styles.none}>{t('tree.tooLarge', { parts: count(parsed.parts), most: count(mostParts) })}</p>;
}

function Tree({ context, root, timeMs, live, selected, onSelect }: ExpressionTreeProps & { readonly root: TreeNode }) {
  const { t } = useTranslation('anatomy');
  const query = useNodeResults(context, root, timeMs, live);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const nodes = useMemo(() => visibleNodes(root, closed), [root, closed]);
  const [at, setAt] = useState<string | undefined>();
  const chosen = useMemo(() => chosenNode(root, selected, at), [root, selected, at]);
  const focused = nodes.find((node) => node.path === at) ?? nodes.find((node) => node === chosen) ?? root;
  const choose = (node: TreeNode) => {
    setAt(node.path);
    onSelect(node === root ? undefined : node.text);
  };
  const fold = (node: TreeNode) => setClosed(toggled(closed, node.path));
  const press = (event: KeyboardEvent, node: TreeNode) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(event.key, { nodes, node, isClosed: closed.has(node.path) });
    if (event.key === 'Enter' || event.key === ' ') choose(node);
    else if (target === 'fold') fold(node);
    else if (target !== undefined) {
      setAt(target.path);
      list.current?.querySelector<HTMLElement>(`[data-path="${target.path}"]`)?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.frame}>
      <Head selected={selected} live={live} query={query} onWhole={() => onSelect(undefined)} />
      <div ref={list} role="tree" aria-label={t('tree.label')} className={styles.tree}>
        {nodes.map((node) => (
          <div
            key={node.path}
            role="treeitem"
            aria-level={node.depth + 1}
            aria-selected={node === chosen}
            aria-expanded={node.children.length === 0 ? undefined : !closed.has(node.path)}
            data-path={node.path}
            tabIndex={node === focused ? 0 : -1}
            className={styles.row}
            style={{ paddingLeft: 12 + node.depth * 20 }}
            onClick={() => choose(node)}
            onFocus={() => setAt(node.path)}
            onKeyDown={(event) => press(event, node)}
          >
            <Fold node={node} closed={closed.has(node.path)} onFold={() => fold(node)} />
            <span className={styles.text} title={node.text.slice(0, 4000)}>
              <MiddleText>{node.text.slice(0, 2000)}</MiddleText>
            </span>
            <NodeOutcome node={node} live={live} result={resultOf(query.results, node)} />
          </div>
        ))}
      </div>
      {at === undefined ? null : <NodeDetails key={focused.path} result={resultOf(query.results, focused)} />}
    </div>
  );
}

interface HeadProps {
  readonly selected: string | undefined;
  readonly live: boolean;
  readonly query: ReturnType<typeof useNodeResults>;
  readonly onWhole: () => void;
}

function Head({ selected, live, query, onWhole }: HeadProps) {
  const { t } = useTranslation('anatomy');
  const hint = live ? t('tree.hint') : t('tree.notLive');
  return (
    <header className={styles.head}>
      <span>{selected === undefined ? hint : t('tree.part')}</span>
      {selected === undefined ? null : (
        <Button size="small" onClick={onWhole}>
          {t('tree.whole')}
        </Button>
      )}
      <span className={styles.space} />
      {query.running ? (
        <Button size="small" onClick={query.cancel}>
          {t('tree.cancel')}
        </Button>
      ) : (
        <Button size="small" look="quiet" disabled={!live} onClick={query.again}>
          {t('tree.again')}
        </Button>
      )}
    </header>
  );
}

/** Of two parts that are written alike, the one that one stands on. */
function chosenNode(root: TreeNode, selected: string | undefined, at: string | undefined): TreeNode {
  if (selected === undefined) return root;
  const alike = nodesOf(root).filter((node) => node.text === selected && node !== root);
  return alike.find(({ path }) => path === at) ?? alike[0] ?? root;
}

interface FoldProps {
  readonly node: TreeNode;
  readonly closed: boolean;
  readonly onFold: () => void;
}

/** For the pointer alone: the keys are the arrows. */
function Fold({ node, closed, onFold }: FoldProps) {
  if (node.children.length === 0) return <span className={styles.fold} />;
  return (
    <span
      className={styles.fold}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onFold();
      }}
    >
      {closed ? '▸' : '▾'}
    </span>
  );
}
