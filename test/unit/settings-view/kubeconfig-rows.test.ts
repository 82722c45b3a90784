import { describe, expect, it } from 'vitest';
import { kubeconfigRows } from '../../../renderer/views/settings/kubeconfig-rows.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { KubeconfigFile } from '../../../shared/model/context.ts';

const problem: AppErrorData = {
  code: 'kubeconfig.notFound',
  message: 'm',
  details: { path: '/gone' },
  retryable: false,
};

const file = (path: string, from: KubeconfigFile['from'], more: Partial<KubeconfigFile> = {}): KubeconfigFile => ({
  path,
  from,
  kind: 'file',
  contexts: 1,
  problem: undefined,
  ...more,
});

describe('the kubeconfig files of the settings', () => {
  it('stand as the backend lists them; those that the user added can be removed, those of a folder only with it', () => {
    const rows = kubeconfigRows(
      [
        file('~/.kube/config', 'default'),
        file('/clusters', 'added', { kind: 'folder', contexts: 2 }),
        file('/clusters/a.yaml', 'added'),
        file('/clusters/b.yaml', 'added'),
        file('/gone', 'added', { contexts: 0, problem }),
        file('/empty', 'added', { kind: 'folder', contexts: 0 }),
      ],
      ['/clusters', '/gone', '/empty'],
    );
    expect(rows.map(({ path, from, files, removable }) => [path, from, files, removable])).toEqual([
      ['~/.kube/config', 'default', 0, false],
      ['/clusters', 'added', 2, true],
      ['/clusters/a.yaml', 'folder', 0, false],
      ['/clusters/b.yaml', 'folder', 0, false],
      ['/gone', 'added', 0, true],
      ['/empty', 'added', 0, true],
    ]);
    expect(rows[4]?.problem).toEqual(problem);
  });

  it('have what was just added at once, before it was read', () => {
    expect(kubeconfigRows([file('/a', 'environment')], ['/new'])[1]).toEqual({
      path: '/new',
      kind: 'file',
      from: 'added',
      contexts: undefined,
      files: 0,
      problem: undefined,
      removable: true,
    });
  });
});
