import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findSubject, roleManifest, subjectOf } from '../../../renderer/views/discovery/manifest.ts';
import { candidate, deniedForward, diagnosis, failed, failure, refusal, right, step, twoDenied } from './diagnoses.ts';

/** As kubectl reads it; any complaint of the parser fails. */
function parsed(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

describe('the manifest', () => {
  it('is a Role and its binding in the namespace, with the least verbs', () => {
    const rights = [
      right('get', 'pods/portforward', 'monitoring'),
      right('list', 'endpointslices', 'monitoring', { group: 'discovery.k8s.io' }),
    ];
    expect(parsed(roleManifest(rights, { kind: 'User', name: 'dev-reader' }))).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'binnacle-prometheus', namespace: 'monitoring' },
        rules: [
          { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] },
          { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] },
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'binnacle-prometheus', namespace: 'monitoring' },
        subjects: [{ kind: 'User', name: 'dev-reader', apiGroup: 'rbac.authorization.k8s.io' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'binnacle-prometheus' },
      },
    ]);
  });

  it('is a ClusterRole where the right is missing in the whole cluster, with one rule for all verbs of a resource', () => {
    const rights = [right('list', 'services', ''), right('get', 'services', '')];
    const subject = subjectOf('system:serviceaccount:tools:viewer');
    expect(parsed(roleManifest(rights, subject))).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'binnacle-prometheus' },
        rules: [{ apiGroups: [''], resources: ['services'], verbs: ['list', 'get'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'binnacle-prometheus' },
        subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'tools' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'binnacle-prometheus' },
      },
    ]);
  });

  it('keeps names that YAML would read as something else', () => {
    for (const namespace of ['true', 'null', 'on', 'y', '123', '1e3', '0x10', '2026-11-22', '~']) {
      const [role] = parsed(roleManifest([right('get', 'pods', namespace)], { kind: 'User', name: namespace }));
      expect(role).toMatchObject({ metadata: { namespace } });
    }
  });

  it('keeps whatever a user may be called, and shows nothing that turns its text around', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({
        unit: fc.constantFrom('\u202e', '\u2066', '"', '\\', '\n', '\r', ':', '#', '-', '\u0085', '\ufeff', '😀', 'a'),
        minLength: 1,
      }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const text = roleManifest([right('get', 'pods', 'm')], { kind: 'User', name });
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
        expect(parsed(text)[1]).toMatchObject({ subjects: [{ kind: 'User', name }] });
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});

describe('the subject', () => {
  it('is the user as the API server called it in a refusal, and not the name in the kubeconfig', () => {
    const ways = { 'port-forward': deniedForward('m', 'oidc:jane@example.net') };
    expect(findSubject(diagnosis({ user: 'jane', candidates: [candidate('m', 'p', ways)] }))).toEqual({
      subject: { kind: 'User', name: 'oidc:jane@example.net' },
      sure: true,
    });
    const refused = failure('api.forbidden', {
      serverMessage: refusal('services', '', 'system:serviceaccount:ci:bot'),
    });
    expect(findSubject(diagnosis({ steps: [step('listServices', refused)] }))).toEqual({
      subject: { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
      sure: true,
    });
  });

  it('is the name in the kubeconfig, said to be unsure, where no refusal names it', () => {
    const ways = { proxy: failed(failure('apiProxy.forbidden'), right('get', 'services/proxy', 'm')) };
    expect(findSubject(diagnosis({ candidates: [candidate('m', 'p', ways)] }))).toEqual({
      subject: { kind: 'User', name: 'dev-reader' },
      sure: false,
    });
  });

  it('is the user to whom RBAC says that another right is granted, and not a group', () => {
    const granted = (to: string) =>
      right('list', 'pods', '', { allowed: true, reason: `RBAC: allowed by RoleBinding "a/b" of Role "c" to ${to}` });
    const find = (...to: readonly string[]) => findSubject(diagnosis({ rights: to.map(granted) }));
    expect([find('Group "system:authenticated"', 'User "jane"'), find('Group "all"')]).toEqual([
      { subject: { kind: 'User', name: 'jane' }, sure: true },
      { subject: { kind: 'User', name: 'dev-reader' }, sure: false },
    ]);
  });

  it('is not taken from what a server behind the API server says', () => {
    const words = refusal('pods', 'm', 'cluster-admin');
    const ways = { proxy: failed(failure('probe.notPrometheus', { serverMessage: words })) };
    expect(findSubject(diagnosis({ candidates: [candidate('m', 'p', ways)] })).sure).toBe(false);
    expect(findSubject(diagnosis({ candidates: twoDenied })).subject).toEqual({ kind: 'User', name: 'dev-reader' });
  });
});
