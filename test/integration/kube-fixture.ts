/** What the tests of contexts, kube and connections share: contexts of the double, clients, and a source without a worker. */

import { parseKubeconfig } from '../../electron/backend/contexts/kubeconfig-file.ts';
import type { ResolvedContext } from '../../electron/backend/contexts/merge-group.ts';
import { mergeGroup } from '../../electron/backend/contexts/merge-group.ts';
import type { HttpEndpoint } from '../../electron/backend/sources/source.ts';
import type { ApiServerDouble, SignInBy } from '../support/api-server/api-server.ts';
import {
  type KubeconfigContext,
  type KubeconfigCredentials,
  kubeconfigYaml,
} from '../support/api-server/kubeconfig.ts';

/** As a kubeconfig that holds it gives it, and lies at `file`; its exec command may run. */
export function resolveContext(context: KubeconfigContext, file = 'config'): ResolvedContext {
  const bytes = new TextEncoder().encode(kubeconfigYaml([context]));
  const [merged] = mergeGroup('test', [{ path: file, kubeconfig: parseKubeconfig(file, bytes) }], () => true);
  if (merged === undefined) throw new Error('the kubeconfig has no context');
  return merged.resolve();
}

export function contextOf(
  double: ApiServerDouble,
  user = 'admin',
  how?: SignInBy | KubeconfigCredentials,
): ResolvedContext {
  return resolveContext(double.context(user, 'ctx', how));
}

/** Resolves when the condition holds; for what has no event to wait for. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The body of a GET through a dispatcher. */
export async function fetchText(
  { dispatcher, origin }: Pick<HttpEndpoint, 'dispatcher' | 'origin'>,
  path: string,
): Promise<string> {
  const { body } = await dispatcher.request({ origin, path, method: 'GET' });
  return body.text();
}
