/** The views that work, in the order of their tabs. A view that does not work yet is not here. */
import { type ComponentType, lazy } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import type { ViewName } from '../state/routing.ts';

export interface View {
  /** After `g`. */
  readonly key: string;
  readonly component: ComponentType<{ readonly context: ContextId }>;
}

const loadExplorer = async () => ({ default: (await import('../views/explorer/explorer-view.tsx')).ExplorerView });

export const views: Readonly<Record<ViewName, View>> = {
  explorer: {
    key: 'e',
    component: lazy(loadExplorer),
  },
};

/** Fetches the views' code before a context is live, so that its first graph does not wait for it. */
export function preloadViews(): void {
  // Where it fails, the view fetches it again when it is shown, and says what failed.
  loadExplorer().catch(() => undefined);
}
