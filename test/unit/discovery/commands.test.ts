import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  clusterFlags,
  installCommands,
  listNamespacesCommand,
  shellWord,
  showPodsCommand,
  showServiceCommand,
} from '../../../renderer/views/discovery/commands.ts';
import type { ContextId, ContextSummary, KubeconfigFile } from '../../../shared/model/context.ts';

const context = (name: string, file: string): ContextSummary => ({
  id: `${file}::${name}` as ContextId,
  name,
  file,
  server: 'https://10.4.1.1:6443',
  cluster: 'c',
  user: 'u',
  namespace: undefined,
  auth: 'token',
  problem: undefined,
});
const file = (path: string, from: KubeconfigFile['from']): KubeconfigFile => ({
  path,
  kind: 'file',
  from,
  contexts: 1,
  problem: undefined,
});

/** What a shell makes of a command, one argument a line, with the program's name replaced by printf. */
function argumentsOf(command: string): readonly string[] {
  const rest = command.slice(command.indexOf(' ') + 1);
  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${rest}`], {
    encoding: 'utf8',
    env: { HOME: '/home/jane' },
  });
  return output.split('\0').slice(0, -1);
}

describe('a command to be copied', () => {
  it('names the context, and no file that kubectl reads by itself', () => {
    const flags = clusterFlags(context('prod', '~/.kube/config'), [file('~/.kube/config', 'default')]);
    expect([
      listNamespacesCommand(flags),
      showPodsCommand(flags, 'monitoring'),
      showServiceCommand(flags, 'monitoring', 'prometheus'),
    ]).toEqual([
      'kubectl --context=prod get ns',
      'kubectl --context=prod --namespace=monitoring get pods --output=wide',
      'kubectl --context=prod --namespace=monitoring get service prometheus --output=yaml',
    ]);
  });

  it('names a file that was added, in the home folder too', () => {
    const added = clusterFlags(context('a', '~/clusters/my site.yaml'), [file('~/clusters/my site.yaml', 'added')]);
    expect(argumentsOf(listNamespacesCommand(added))).toEqual([
      '--kubeconfig=/home/jane/clusters/my site.yaml',
      '--context=a',
      'get',
      'ns',
    ]);
    const ofFolder = clusterFlags(context('a', '/etc/kube/a.yaml'), []);
    expect(ofFolder.helm).toBe('--kubeconfig=/etc/kube/a.yaml --kube-context=a');
  });

  it('is what was meant in a shell, whatever a context is called', () => {
    const names = [
      'arn:aws:eks:eu-west-1:1:cluster/prod',
      "it's; rm -rf ~",
      '$(touch /tmp/x) `id` $HOME',
      '"quoted" \\ back',
      'two\nlines',
      '-o=json',
      '*',
      '',
      '한국어 ✓',
    ];
    for (const name of names) {
      const flags = clusterFlags(context(name, '~/.kube/config'), [file('~/.kube/config', 'environment')]);
      expect(argumentsOf(listNamespacesCommand(flags))).toEqual([`--context=${name}`, 'get', 'ns']);
      expect(argumentsOf(`x ${shellWord(name)}`)).toEqual([name]);
    }
  });

  it('installs a chart into the cluster of the context', () => {
    const flags = clusterFlags(context('prod eu', '~/.kube/config'), [file('~/.kube/config', 'default')]);
    expect([installCommands(flags, 'kube-prometheus-stack'), installCommands(flags, 'prometheus')]).toEqual([
      [
        'helm repo add prometheus-community https://prometheus-community.github.io/helm-charts',
        'helm repo update prometheus-community',
        "helm install kube-prometheus-stack prometheus-community/kube-prometheus-stack --kube-context='prod eu' --namespace monitoring --create-namespace",
        '',
      ].join('\n'),
      [
        'helm repo add prometheus-community https://prometheus-community.github.io/helm-charts',
        'helm repo update prometheus-community',
        "helm install prometheus prometheus-community/prometheus --kube-context='prod eu' --namespace monitoring --create-namespace",
        '',
      ].join('\n'),
    ]);
  });
});
