/** What stands beside a Prometheus in its cluster and is asked through the same tunnel: an Alertmanager, a Pushgateway. */

import type { ContextId } from './context-id.ts';

export type CompanionKind = 'alertmanager' | 'pushgateway';

/** As they are called everywhere. */
export const companionNames: Readonly<Record<CompanionKind, string>> = {
  alertmanager: 'Alertmanager',
  pushgateway: 'Pushgateway',
};

/** Why something is taken for one. `prometheus`: the Prometheus itself says that it sends its alerts there. */
export type CompanionFoundBy = 'prometheus' | 'label' | 'name' | 'port';

interface FoundCompanion {
  /** `NAMESPACE/SERVICE:PORT`, or `NAMESPACE/pod/POD:PORT` of one that no service leads to. */
  readonly id: string;
  readonly foundBy: CompanionFoundBy;
}

/** Under which path one of the cluster answers, as a person typed it. Kept beside a context, of each kind one. */
export interface CompanionPath {
  readonly context: ContextId;
  readonly kind: CompanionKind;
  /** As `FoundCompanion` has it. */
  readonly target: string;
  /** The path before `/api`; '' for the root. */
  readonly pathPrefix: string;
}

/** Which one was asked, and the way to it. */
export interface CompanionUse {
  /** As `FoundCompanion` has it; of one that was typed, its URL with the path. */
  readonly id: string;
  /** `address`: where a person typed it, whatever stands in the cluster. */
  readonly transport: 'port-forward' | 'proxy' | 'address';
  /** '' but for a port-forward. */
  readonly pod: string;
  /** The path before `/api`; '' for none, and where the id has it. */
  readonly pathPrefix: string;
  /** In the cluster, the likeliest first; the one that was asked is among them. None where it was typed: nobody looked. */
  readonly found: readonly FoundCompanion[];
  /** Of one that was typed: stands for its address and for what is sent along, and is another one where any of that is. */
  readonly mark?: string | undefined;
}
