/** The least Role that would have allowed what was refused, as YAML to be copied. */
import type { AppErrorData } from '../../../shared/base/errors.ts';

/** The API group of a resource. A resource that is not here is not offered: a Role with the wrong group allows nothing. */
const groups: Readonly<Record<string, string>> = {
  endpoints: '',
  endpointslices: 'discovery.k8s.io',
  namespaces: '',
  pods: '',
  'pods/portforward': '',
  services: '',
};

/** @returns undefined where the failure is not a missing right, or where its facts do not name the right. */
export function roleFor(error: AppErrorData): string | undefined {
  const { verb, namespace } = error.details;
  const resource = error.code === 'portForward.forbidden' ? 'pods/portforward' : error.details.resource;
  if (error.code !== 'portForward.forbidden' && error.code !== 'api.forbidden') return undefined;
  if (typeof verb !== 'string' || typeof resource !== 'string' || typeof namespace !== 'string') return undefined;
  const group = groups[resource];
  if (group === undefined) return undefined;
  const wholeCluster = namespace === '';
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${wholeCluster ? 'ClusterRole' : 'Role'}`,
    'metadata:',
    '  name: binnacle-prometheus',
    ...(wholeCluster ? [] : [`  namespace: ${JSON.stringify(namespace)}`]),
    'rules:',
    `- apiGroups: [${JSON.stringify(group)}]`,
    `  resources: [${JSON.stringify(resource)}]`,
    `  verbs: [${JSON.stringify(verb)}]`,
    '',
  ].join('\n');
}
