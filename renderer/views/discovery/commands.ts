/** Commands to be copied into a shell. Every name is quoted: a context, a file or a service may be called anything. */
import type { ContextSummary, ContextsSnapshot } from '../../../shared/model/context.ts';

/** Words that no POSIX shell reads anything into. */
const harmless = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** In single quotes nothing means anything but the quote itself. */
export function shellWord(text: string): string {
  return harmless.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Which cluster, for kubectl and helm. Files that they read by themselves need not be named. */
export interface ClusterFlags {
  readonly kubectl: string;
  readonly helm: string;
}

/** @param files of the snapshot that the context is in: one of KUBECONFIG or the default place is what kubectl reads anyway. */
export function clusterFlags(context: ContextSummary, files: ContextsSnapshot['files']): ClusterFlags {
  const place = files.find(({ path, kind }) => kind === 'file' && path === context.file);
  const known = place !== undefined && (place.from === 'default' || place.from === 'environment');
  const file = known || context.file === '' ? '' : `--kubeconfig=${shellPathAfterEquals(context.file)} `;
  const name = shellWord(context.name);
  return { kubectl: `${file}--context=${name}`, helm: `${file}--kube-context=${name}` };
}

/** Shells read no tilde after `=`: the home folder is named by its variable. */
function shellPathAfterEquals(path: string): string {
  return path.startsWith('~/') ? `"$HOME"/${shellWord(path.slice(2))}` : shellWord(path);
}

export function listNamespacesCommand({ kubectl }: ClusterFlags): string {
  return `kubectl ${kubectl} get ns`;
}

export function showPodsCommand({ kubectl }: ClusterFlags, namespace: string): string {
  return `kubectl ${kubectl} --namespace=${shellWord(namespace)} get pods --output=wide`;
}

export function showServiceCommand({ kubectl }: ClusterFlags, namespace: string, service: string): string {
  return `kubectl ${kubectl} --namespace=${shellWord(namespace)} get service ${shellWord(service)} --output=yaml`;
}

export type Chart = 'kube-prometheus-stack' | 'prometheus';

/** The release has the chart's name: discovery knows the services by it. */
export function installCommands({ helm }: ClusterFlags, chart: Chart): string {
  return [
    'helm repo add prometheus-community https://prometheus-community.github.io/helm-charts',
    'helm repo update prometheus-community',
    `helm install ${chart} prometheus-community/${chart} ${helm} --namespace monitoring --create-namespace`,
    '',
  ].join('\n');
}
