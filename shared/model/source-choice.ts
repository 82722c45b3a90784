/** Which Prometheus of a cluster the user wants, kept per cluster and not per context: a renamed context finds it again. */
import type { Brand } from '../base/brand.ts';
import type { AddressId } from './address.ts';

/** `uid:` and the UID of kube-system, or `server:` and a hash of the server's address and authority where that may not be read. */
export type ClusterKey = Brand<string, 'ClusterKey'>;

export type SourceChoice =
  | {
      readonly kind: 'service';
      readonly namespace: string;
      readonly service: string;
      readonly port: number;
      /** `auto`: the first that answers. */
      readonly transport: 'auto' | 'port-forward' | 'proxy' | 'address';
      /** The path before `/api/v1`; absent: found by asking. Never with a slash at the end. */
      readonly pathPrefix?: string | undefined;
      /** As in Address. */
      readonly matchers: string;
    }
  | { readonly kind: 'address'; readonly address: AddressId }
  /** None of them: Binnacle scrapes the cluster's exporters itself. */
  | { readonly kind: 'scrape' };

export interface ClusterChoice {
  readonly cluster: ClusterKey;
  /** The context in which it was chosen, to be shown. */
  readonly context: string;
  readonly choice: SourceChoice;
}
