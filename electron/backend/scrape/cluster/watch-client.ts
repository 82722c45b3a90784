/** What of a KubeClient watches ask. It has no code. */
import type { KubeClient } from '../../kube/kube-client.ts';

export type WatchClient = Pick<KubeClient, 'get' | 'requester' | 'server' | 'user'>;
