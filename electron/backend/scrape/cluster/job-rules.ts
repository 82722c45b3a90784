/**
 * The relabel_configs of a cluster's jobs, as a person would write them for Prometheus: of which targets a job is, how they are asked, and
 * the few labels that its series get. Not all labels of a pod are copied, as the example of Prometheus does: they change with each rollout,
 * and every series would then be another one.
 */
import { defaultRelabelConfig, type RelabelConfig } from '../../../../shared/relabel/config.ts';
import { scrapedByLabel } from './meta-labels.ts';
import { nameLabels, type RecognizedJob } from './recognized-jobs.ts';

/** Where the API server is, for its clients inside: the host that stands for it in the standard configuration, too. */
export const apiServerAddress = 'kubernetes.default.svc:443';

function rule(config: Partial<RelabelConfig>): RelabelConfig {
  return { ...defaultRelabelConfig, ...config };
}

function meta(name: string): string {
  return `__meta_kubernetes_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
}

function copied(from: string, targetLabel: string): RelabelConfig {
  return rule({ sourceLabels: [meta(from)], targetLabel });
}

/** Values are joined by `;`, which none of them has. @returns what fits where one of them is one of `values` */
function anyIs(values: readonly string[]): string {
  return `(?:.*;)?${oneOf(values)}(?:;.*)?`;
}

function oneOf(values: readonly string[]): string {
  return `(?:${values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`;
}

const onlyOnce = rule({ action: 'drop', sourceLabels: [scrapedByLabel], regex: '.+' });

const names = [copied('namespace', 'namespace'), copied('pod_name', 'pod'), copied('pod_node_name', 'node')] as const;

/** @param path of the kubelet: `/metrics/cadvisor` */
export function kubeletRules(path: string): readonly RelabelConfig[] {
  return [
    copied('node_name', 'node'),
    rule({ targetLabel: '__address__', replacement: apiServerAddress }),
    rule({
      sourceLabels: [meta('node_name')],
      regex: '(.+)',
      targetLabel: '__metrics_path__',
      replacement: `/api/v1/nodes/\${1}/proxy${path}`,
    }),
  ];
}

export function recognizedRules({ names: known, ports, tellsOfOthers }: RecognizedJob): readonly RelabelConfig[] {
  const labels = ['pod', 'service'].flatMap((of) => nameLabels.map((name) => meta(`${of}_label_${name}`)));
  return [
    rule({
      action: 'keep',
      sourceLabels: [...labels, meta('service_name')],
      regex: `${anyIs(known)}|.*;[^;]*-${oneOf(known)}`,
    }),
    rule({
      action: 'keep',
      sourceLabels: [
        ...[
          'pod_container_port_name',
          'pod_container_port_number',
          'endpointslice_port_name',
          'endpointslice_port',
        ].map(meta),
      ],
      regex: anyIs(ports),
    }),
    onlyOnce,
    rule({
      sourceLabels: [meta('pod_container_port_name'), meta('endpointslice_port_name')],
      regex: '(?:https.*;.*|.*;https.*)',
      targetLabel: '__scheme__',
      replacement: 'https',
    }),
    // What it says of a node would get the exporter's own pod beside it, and what it says of a pod would be `exported_pod`.
    ...(tellsOfOthers ? [] : [...names, copied('pod_container_name', 'container'), copied('service_name', 'service')]),
  ];
}

/** @param of whose annotations: `prometheus.io/scrape`, `scheme`, `path`, `port`, `param_…` */
export function annotatedRules(of: 'pod' | 'service'): readonly RelabelConfig[] {
  const annotation = (name: string) => meta(`${of}_annotation_prometheus_io_${name}`);
  const app = ['app_kubernetes_io_name', 'k8s_app', 'app'].map((name) => meta(`${of}_label_${name}`));
  return [
    rule({ action: 'keep', sourceLabels: [annotation('scrape')], regex: 'true' }),
    onlyOnce,
    rule({ sourceLabels: [annotation('scheme')], regex: '(https?)', targetLabel: '__scheme__' }),
    rule({ sourceLabels: [annotation('path')], regex: '(.+)', targetLabel: '__metrics_path__' }),
    rule({
      sourceLabels: ['__address__', annotation('port')],
      regex: '(\\[.+\\]|[^:]+)(?::\\d+)?;(\\d+)',
      targetLabel: '__address__',
      replacement: '$1:$2',
    }),
    rule({ action: 'labelmap', regex: `${annotation('param_')}(.+)`, replacement: '__param_$1' }),
    ...names,
    ...(of === 'service' ? [copied('service_name', 'service')] : []),
    rule({ sourceLabels: app, regex: ';*([^;]+).*', targetLabel: 'app' }),
  ];
}
