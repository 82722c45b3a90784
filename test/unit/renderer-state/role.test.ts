import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { roleFor } from '../../../renderer/app/pages/role.ts';
import type { ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';

const role = (code: ErrorCode, details: ErrorDetails) => roleFor({ code, details, message: 'm', retryable: false });

describe('the Role that is offered for a missing right', () => {
  it('has one verb on one resource in one namespace', () => {
    const text = role('portForward.forbidden', { user: 'dev', verb: 'get', pod: 'p-0', namespace: 'monitoring' });
    expect(parse(text ?? '')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'binnacle-prometheus', namespace: 'monitoring' },
      rules: [{ apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] }],
    });
  });

  it('is a ClusterRole where the right is missing for the whole cluster, and names the group of the resource', () => {
    const text = role('api.forbidden', { verb: 'list', resource: 'endpointslices', namespace: '' });
    expect(parse(text ?? '')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'binnacle-prometheus' },
      rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] }],
    });
  });

  it('is offered only where the failure names the right, and the group is known', () => {
    expect([
      role('api.unauthorized', { user: 'dev' }),
      role('api.forbidden', { verb: 'list', resource: 'widgets', namespace: 'a' }),
      role('portForward.forbidden', { user: 'dev' }),
    ]).toEqual([undefined, undefined, undefined]);
  });
});
