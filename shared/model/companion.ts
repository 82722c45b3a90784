/** What stands beside a Prometheus in its cluster and is asked through the same tunnel: an Alertmanager, a Pushgateway. */

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

/** Which one was asked, and the way to it. */
export interface CompanionUse {
  readonly id: string;
  readonly transport: 'port-forward' | 'proxy';
  /** '' by the API server's proxy. */
  readonly pod: string;
  /** The path before `/api`; '' for none. */
  readonly pathPrefix: string;
  /** The likeliest first; the one that was asked is among them. */
  readonly found: readonly FoundCompanion[];
}
