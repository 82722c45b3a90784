import { describe, expect, test } from 'vitest';
import {
  type Attributes,
  allowingRule,
  clusterAdmin,
  type PolicyRule,
  portForwarder,
  viewer,
} from '../../support/api-server/users.ts';

const pods = (verb: string, more: Partial<Extract<Attributes, { kind: 'resource' }>> = {}): Attributes => ({
  kind: 'resource',
  verb,
  group: '',
  resource: 'pods',
  namespace: 'monitoring',
  ...more,
});

const may = (rules: readonly PolicyRule[], wanted: Attributes) =>
  allowingRule({ name: 'u', groups: [], rules }, wanted) !== undefined;

describe('rules of the double', () => {
  test.each<readonly [string, readonly PolicyRule[], Attributes, boolean]>([
    ['an admin may everything', clusterAdmin, pods('delete', { subresource: 'exec' }), true],
    ['an admin may read any path', clusterAdmin, { kind: 'path', verb: 'get', path: '/metrics' }, true],
    ['a viewer lists pods', viewer, pods('list'), true],
    ['a viewer changes nothing', viewer, pods('delete', { name: 'p' }), false],
    ['the right to pods is not that to their port-forward', viewer, pods('get', { subresource: 'portforward' }), false],
    ['a port-forwarder may get it', portForwarder, pods('get', { subresource: 'portforward', name: 'p' }), true],
    [
      'a rule with namespaces holds there',
      [{ verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['monitoring'] }],
      pods('list'),
      true,
    ],
    [
      'a rule with namespaces does not hold at the cluster scope',
      [{ verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['monitoring'] }],
      { kind: 'resource', verb: 'list', group: '', resource: 'pods' },
      false,
    ],
    [
      'a rule with names holds for those names only',
      [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['p'] }],
      pods('get', { name: 'q' }),
      false,
    ],
    [
      'another API group is another resource',
      [{ verbs: ['*'], apiGroups: ['apps'], resources: ['*'] }],
      pods('get'),
      false,
    ],
    [
      'a subresource of everything',
      [{ verbs: ['get'], apiGroups: [''], resources: ['*/portforward'] }],
      pods('get', { subresource: 'portforward' }),
      true,
    ],
    [
      'a path with a star',
      [{ verbs: ['get'], nonResourceURLs: ['/apis/*'] }],
      { kind: 'path', verb: 'get', path: '/apis/apps/v1' },
      true,
    ],
  ])('%s', (_, rules, wanted, allowed) => {
    expect(may(rules, wanted)).toBe(allowed);
  });
});
