import { expect, test } from 'vitest';
import { resolveKubeconfigPaths } from '../../../electron/backend/kubeconfig-paths.ts';

const homeDir = '/home/u';

test('files of the command line each stand alone, and KUBECONFIG counts for nothing', () => {
  expect(resolveKubeconfigPaths({ files: ['b', './a', 'b'], variable: '/x', homeDir })).toEqual({
    groups: [['b'], ['./a']],
    explicit: true,
  });
});

test('the files of KUBECONFIG are one group, in order, without empty parts and repetitions', () => {
  expect(resolveKubeconfigPaths({ files: [], variable: '/x::~/y:/x:', homeDir, delimiter: ':' })).toEqual({
    groups: [['/x', '~/y']],
    explicit: false,
  });
  expect(resolveKubeconfigPaths({ files: [], variable: 'C:\\x;D:\\y', homeDir, delimiter: ';' })).toEqual({
    groups: [['C:\\x', 'D:\\y']],
    explicit: false,
  });
});

test.each([undefined, '', ':'])('with KUBECONFIG as %j the file at home is meant', (variable) => {
  expect(resolveKubeconfigPaths({ files: [], variable, homeDir, delimiter: ':' })).toEqual({
    groups: [['/home/u/.kube/config']],
    explicit: false,
  });
});
