import { describe, expect, test } from 'vitest';
import { typeOfObject } from '../../support/api-server/resource-types.ts';
import { StatusError } from '../../support/api-server/responses.ts';
import { fieldSelector, labelSelector } from '../../support/api-server/selectors.ts';

const object = (labels: Readonly<Record<string, string>>, name = 'x') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'monitoring', labels },
  spec: { nodeName: 'n1' },
  status: { phase: 'Running' },
});

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof StatusError ? `${error.answer.code} ${error.answer.message}` : String(error);
  }
  return 'none';
}

describe('label selectors', () => {
  test.each<readonly [string, readonly boolean[]]>([
    ['', [true, true, true]],
    ['app=a', [true, false, false]],
    ['app==a', [true, false, false]],
    ['app!=a', [false, true, true]],
    ['app in (a, b)', [true, true, false]],
    ['app notin (a)', [false, true, true]],
    ['app', [true, true, false]],
    ['!app', [false, false, true]],
    ['app,tier=web', [false, true, false]],
    ['app.kubernetes.io/name=p', [false, false, true]],
    ['tier=', [false, false, false]],
    ['size>4', [false, true, false]],
  ])('%j chooses as Kubernetes does', (selector, wanted) => {
    const objects = [{ app: 'a' }, { app: 'b', tier: 'web', size: '5' }, { 'app.kubernetes.io/name': 'p' }].map(
      (labels) => object(labels),
    );
    expect(objects.map(labelSelector(selector))).toEqual(wanted);
  });

  test.each([
    ['==', "400 found '==', expected: !, identifier, or 'end of string'"],
    ['app in a', "400 found 'a', expected: '('"],
    ['app=a,', "400 found '', expected: identifier after ','"],
  ])('%j is refused', (selector, wanted) => {
    expect(complaint(() => labelSelector(selector))).toBe(wanted);
  });
});

describe('field selectors', () => {
  const pods = typeOfObject('v1', 'Pod');

  test.each([
    ['', true],
    ['metadata.name=x', true],
    ['metadata.name!=x', false],
    ['metadata.namespace==monitoring,status.phase=Running', true],
    ['spec.nodeName=n2', false],
    ['spec.nodeName!=n2,status.phase!=Pending', true],
  ])('%j', (selector, wanted) => {
    expect(fieldSelector(selector, pods)(object({}))).toBe(wanted);
  });

  test('fields that cannot be selected are refused, in words that depend on the resource', () => {
    expect([
      complaint(() => fieldSelector('spec.foo=1', pods)),
      complaint(() => fieldSelector('spec.foo=1', typeOfObject('discovery.k8s.io/v1', 'EndpointSlice'))),
    ]).toEqual([
      '400 field label not supported: spec.foo',
      '400 "spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ]);
  });
});
