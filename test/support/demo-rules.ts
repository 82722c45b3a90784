/** Rule files of the demo's Prometheus: alerts that fire, are pending and wait, one that cannot be evaluated, and what is recorded by rules. */
import { stringify } from 'yaml';

type Severity = 'critical' | 'warning' | 'info' | 'none';

/** @param more as in a rule file; its annotations come beside the summary */
function alert(
  name: string,
  severity: Severity,
  expr: string,
  summary: string,
  {
    annotations,
    ...more
  }: { readonly for?: string; readonly keep_firing_for?: string; readonly annotations?: object } = {},
) {
  return { alert: name, expr, ...more, labels: { severity }, annotations: { summary, ...annotations } };
}

function runbook(name: string): string {
  return `https://runbooks.example/kubernetes/${name}`;
}

const apps = [
  alert(
    'KubeContainerNearMemoryLimit',
    'warning',
    'sum by (namespace, pod, container) (container_memory_working_set_bytes{container!=""})\n  / on (namespace, pod, container) sum by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})\n  > 0.5',
    '{{ $labels.container }} of {{ $labels.pod }} is near its memory limit.',
    {
      ...{ for: '15s', keep_firing_for: '5m' },
      annotations: {
        description:
          'Container {{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} uses {{ $value | humanizePercentage }} of what it may. Dashboard: https://grafana.example/d/memory?var-pod={{ $labels.pod }}.',
        runbook_url: runbook('kubecontainernearmemorylimit'),
      },
    },
  ),
  alert(
    'KubePodBusy',
    'info',
    'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[2m])) > 0.5',
    '{{ $labels.pod }} uses more than half a core for an hour.',
    { for: '1h' },
  ),
  alert(
    'KubePodNotRunning',
    'critical',
    'kube_pod_status_phase{phase="Running"} == 0',
    '{{ $labels.pod }} does not run.',
    { for: '5m', annotations: { runbook_url: runbook('kubepodnotrunning') } },
  ),
];

const nodes = [
  alert(
    'NodeFilesystemAlmostFull',
    'critical',
    'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.01',
    '{{ $labels.mountpoint }} of {{ $labels.instance }} has less than 1 % left.',
    { for: '10m' },
  ),
  alert('NodeUp', 'none', 'up{job="node-exporter"} == 1', 'Proves that {{ $labels.instance }} is scraped.', {
    for: '1h',
  }),
  alert(
    'NodeTrafficUneven',
    'warning',
    'node_network_receive_bytes_total / on (instance) node_network_transmit_bytes_total > 10',
    'It names no device, so that this cannot be evaluated.',
  ),
];

const general = [
  alert(
    'TargetDown',
    'warning',
    '100 * count by (job) (up == 0) / count by (job) (up) > 10',
    '{{ $value | printf "%.0f" }} % of the targets of {{ $labels.job }} are down.',
    { for: '10m' },
  ),
  alert('Watchdog', 'none', 'vector(1)', 'Fires always, and proves that alerts arrive.'),
];

const recorded = [
  {
    record: 'namespace:container_memory_working_set_bytes:sum',
    expr: 'sum by (namespace) (container_memory_working_set_bytes{container!=""})',
  },
  {
    record: 'namespace:container_cpu_usage_seconds:rate2m',
    expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[2m]))',
    labels: { source: 'rule' },
  },
];

export const demoRules: readonly string[] = [
  stringify({
    groups: [
      { name: 'kubernetes-apps', rules: apps },
      { name: 'node-exporter', rules: nodes },
      { name: 'general', rules: general },
    ],
  }),
  stringify({ groups: [{ name: 'namespace-sums', rules: recorded }] }),
];
