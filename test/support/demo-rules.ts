/** Rule files of the demo's Prometheus: alerts that fire, are pending and wait, one that cannot be evaluated, and what is recorded by rules. */
import { stringify } from 'yaml';

const runbooks = 'https://runbooks.example/kubernetes';

const apps = {
  name: 'kubernetes-apps',
  rules: [
    {
      alert: 'KubeContainerNearMemoryLimit',
      expr: 'sum by (namespace, pod, container) (container_memory_working_set_bytes{container!=""})\n  / on (namespace, pod, container) sum by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})\n  > 0.5',
      for: '15s',
      keep_firing_for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: '{{ $labels.container }} of {{ $labels.pod }} is near its memory limit.',
        description:
          'Container {{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} uses {{ $value | humanizePercentage }} of what it may. Dashboard: https://grafana.example/d/memory?var-pod={{ $labels.pod }}.',
        runbook_url: `${runbooks}/kubecontainernearmemorylimit`,
      },
    },
    {
      alert: 'KubePodBusy',
      expr: 'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[2m])) > 0.5',
      for: '1h',
      labels: { severity: 'info' },
      annotations: { summary: '{{ $labels.pod }} uses more than half a core for an hour.' },
    },
    {
      alert: 'KubePodNotRunning',
      expr: 'kube_pod_status_phase{phase="Running"} == 0',
      for: '5m',
      labels: { severity: 'critical' },
      annotations: { summary: '{{ $labels.pod }} does not run.', runbook_url: `${runbooks}/kubepodnotrunning` },
    },
  ],
};

const nodes = {
  name: 'node-exporter',
  rules: [
    {
      alert: 'NodeFilesystemAlmostFull',
      expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.01',
      for: '10m',
      labels: { severity: 'critical' },
      annotations: { summary: '{{ $labels.mountpoint }} of {{ $labels.instance }} has less than 1 % left.' },
    },
    {
      alert: 'NodeUp',
      expr: 'up{job="node-exporter"} == 1',
      for: '1h',
      labels: { severity: 'none' },
      annotations: { summary: 'Proves that {{ $labels.instance }} is scraped.' },
    },
    {
      alert: 'NodeTrafficUneven',
      expr: 'node_network_receive_bytes_total / on (instance) node_network_transmit_bytes_total > 10',
      labels: { severity: 'warning' },
      annotations: { summary: 'It names no device, so that this cannot be evaluated.' },
    },
  ],
};

const general = {
  name: 'general',
  rules: [
    {
      alert: 'TargetDown',
      expr: '100 * count by (job) (up == 0) / count by (job) (up) > 10',
      for: '10m',
      labels: { severity: 'warning' },
      annotations: { summary: '{{ $value | printf "%.0f" }} % of the targets of {{ $labels.job }} are down.' },
    },
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      labels: { severity: 'none' },
      annotations: { summary: 'Fires always, and proves that alerts arrive.' },
    },
  ],
};

const recorded = {
  name: 'namespace-sums',
  rules: [
    {
      record: 'namespace:container_memory_working_set_bytes:sum',
      expr: 'sum by (namespace) (container_memory_working_set_bytes{container!=""})',
    },
    {
      record: 'namespace:container_cpu_usage_seconds:rate2m',
      expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[2m]))',
      labels: { source: 'rule' },
    },
  ],
};

export const demoRules: readonly string[] = [
  stringify({ groups: [apps, nodes, general] }),
  stringify({ groups: [recorded] }),
];
