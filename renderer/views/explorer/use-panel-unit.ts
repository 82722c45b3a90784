/** The unit of a panel's numbers: as chosen, else as its expressions say, with what the server's metadata adds. */
import { useEffect, useMemo, useState } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { UnitName } from '../../../shared/format/unit.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { type Expr, metricOf, walk } from '../../../shared/promql/ast.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { unitOf, unitOfMetricName } from '../../../shared/promql/unit-of.ts';
import { useClient } from '../../client/hooks.tsx';
import type { PanelDisplay } from './explorer-state.ts';

const mostNames = 50;

export function usePanelUnit(context: ContextId, exprs: readonly string[], chosen: PanelDisplay['unit']): UnitName {
  const key = JSON.stringify(exprs);
  const trees = useMemo(() => (JSON.parse(key) as string[]).flatMap(treeOf), [key]);
  const unknown = useMemo(() => (chosen === 'auto' ? unsaidMetrics(trees) : []), [trees, chosen]);
  const said = useMetadataUnits(context, unknown);
  return useMemo(() => {
    if (chosen !== 'auto') return chosen;
    const units = new Set(trees.map((tree) => unitOf(tree, (name) => said.get(name))));
    const [only] = units;
    return units.size === 1 && only !== undefined ? only : 'none';
  }, [chosen, trees, said]);
}

function treeOf(expr: string): readonly Expr[] {
  try {
    return [parseUnchecked(expr)];
  } catch {
    // What is wrong with it is said where it is shown.
    return [];
  }
}

/** Names that say no unit by themselves: some servers know one all the same. */
function unsaidMetrics(trees: readonly Expr[]): readonly string[] {
  const names = new Set<string>();
  for (const tree of trees) {
    walk(tree, (expr) => {
      const name = expr.kind === 'vectorSelector' ? metricOf(expr) : undefined;
      if (name !== undefined && name !== '' && unitOfMetricName(name) === undefined) names.add(name);
    });
  }
  return [...names].slice(0, mostNames);
}

interface SaidUnits {
  readonly context: ContextId;
  readonly units: ReadonlyMap<string, UnitName>;
}

const noUnits: ReadonlyMap<string, UnitName> = new Map();

function useMetadataUnits(context: ContextId, names: readonly string[]): ReadonlyMap<string, UnitName> {
  const client = useClient();
  const [said, setSaid] = useState<SaidUnits>({ context, units: noUnits });
  const key = JSON.stringify(names);
  useEffect(() => {
    const asked: readonly string[] = JSON.parse(key);
    if (asked.length === 0) return undefined;
    const controller = new AbortController();
    client.catalog.describe({ context, names: asked }, { signal: controller.signal }).then(
      (infos) => {
        const found = infos.flatMap(({ name, unit }) => {
          const meant = unit === '' ? undefined : unitOfMetricName(name, unit);
          return meant === undefined ? [] : [[name, meant] as const];
        });
        if (found.length === 0 || controller.signal.aborted) return;
        setSaid((before) => ({
          context,
          units: new Map([...(before.context === context ? before.units : []), ...found]),
        }));
      },
      (error) => {
        // Without a unit the numbers are bare.
        if (!(error instanceof AppError) && !isCancellation(error)) throw error;
      },
    );
    return () => controller.abort();
  }, [client, context, key]);
  return said.context === context ? said.units : noUnits;
}
