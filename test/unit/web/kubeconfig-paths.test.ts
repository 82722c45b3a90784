import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { kubectlsOwnFiles, resolveKubeconfigPaths } from '../../../electron/backend/kubeconfig-paths.ts';

const homeDir = '/home/u';

test('files of the command line each stand alone, and KUBECONFIG counts for nothing', () => {
  expect(resolveKubeconfigPaths({ files: ['b', './a', 'b'], variable: '/x', homeDir })).toEqual({
    groups: [['b'], ['./a']],
    from: 'commandLine',
  });
});

test('the files of KUBECONFIG are one group, in order, without empty parts and repetitions', () => {
  expect(resolveKubeconfigPaths({ files: [], variable: '/x::~/y:/x:', homeDir, delimiter: ':' })).toEqual({
    groups: [['/x', '~/y']],
    from: 'environment',
  });
  expect(resolveKubeconfigPaths({ files: [], variable: 'C:\\x;D:\\y', homeDir, delimiter: ';' })).toEqual({
    groups: [['C:\\x', 'D:\\y']],
    from: 'environment',
  });
});

test.each([undefined, '', ':'])('with KUBECONFIG as %j the file at home is meant', (variable) => {
  expect(resolveKubeconfigPaths({ files: [], variable, homeDir, delimiter: ':' })).toEqual({
    groups: [['/home/u/.kube/config']],
    from: 'default',
  });
});

test('kubectl’s own files are those of KUBECONFIG and the one at home, absolute', () => {
  const own = kubectlsOwnFiles({ variable: '/x:relative', homeDir, delimiter: ':' });
  expect([...own]).toEqual(['/x', resolve('relative'), '/home/u/.kube/config']);
  expect([...kubectlsOwnFiles({ variable: undefined, homeDir })]).toEqual(['/home/u/.kube/config']);
});
