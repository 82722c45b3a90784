/**
 * What is recorded of a Prometheus where nobody said otherwise: what dashboards, alerts and this application's own views of a Kubernetes cluster read.
 * By the names of metrics, which exporters decide, and never by `job`, which every installation calls otherwise; so much of it finds series on a
 * Prometheus without a cluster, too. Series that several rules have are recorded once.
 */
import type { RecordingRule } from '../../../shared/model/recorder.ts';
import { ruleId } from './rules.ts';

function named(name: string, selectors: readonly string[]): RecordingRule {
  return { id: ruleId(selectors), name, selectors, isOn: true };
}

/** @param parts of names behind the prefix; each may be a pattern */
function metrics(prefix: string, parts: readonly string[]): string {
  return `{__name__=~"${prefix}(${parts.join('|')})"}`;
}

/** Which targets there are, and whether they answer: without it nobody can tell a service that is down from one that is not measured. */
const scrapes = named('Targets', ['up', '{__name__=~"scrape_.+"}']);

/** Of the blackbox exporter: whether what it asks answers, how fast, and until when its certificate holds. */
const probes = named('Probes', [
  '{__name__=~"probe_(duration_seconds|http_status_code|ssl_earliest_cert_expiry|success)"}',
]);

/**
 * What the server computes by recording rules, which have a colon in their names: dashboards of Kubernetes are made of these. Not of histograms' buckets,
 * of which the API server's alone are thousands.
 */
const recordingRules = named('Recording rules', ['{__name__=~".+:.+",__name__!~".+_bucket:.+"}']);

/** What fired and since when: the alerts themselves, and the state that Prometheus keeps over a restart. */
const alerts = named('Alerts', ['{__name__=~"ALERTS|ALERTS_FOR_STATE"}']);

/**
 * What node dashboards show, and what node alerts read (kube-prometheus's `node-exporter` mixin): processors, memory, disks, file systems, network,
 * pressure, clock. Not what only somebody who debugs a kernel reads: `node_netstat_*`, `node_softnet_*`, each slab of memory, which are two thirds
 * of what the exporter has.
 */
const nodes = named('Nodes', [
  metrics('node_', [
    'boot_time_seconds',
    'context_switches_total',
    'cooling_device_.+',
    'cpu_seconds_total',
    'disk_(io_time|io_time_weighted|read_time|write_time)_seconds_total',
    'disk_(info|io_now)',
    'disk_(read|written)_bytes_total',
    'disk_(reads|writes)_completed_total',
    'exporter_build_info',
    'filefd_(allocated|maximum)',
    'filesystem_(avail|free|size)_bytes',
    'filesystem_(device_error|files|files_free|readonly)',
    'hwmon_temp_(celsius|crit_celsius)',
    'load(1|5|15)',
    'md_(disks|disks_required|state)',
    'memory_(Active|AnonPages|Buffers|Cached|CommitLimit|Committed_AS|Dirty|MemAvailable|MemFree|MemTotal|SReclaimable|Slab|SwapCached|SwapFree|SwapTotal|Writeback)_bytes',
    'network_(receive|transmit)_(bytes|drop|errs|packets)_total',
    'network_(up|speed_bytes)',
    'nf_conntrack_(entries|entries_limit)',
    'os_info',
    'pressure_(cpu|io|memory)_(stalled|waiting)_seconds_total',
    'procs_(blocked|running)',
    'systemd_unit_state',
    'time_seconds',
    'timex_(maxerror_seconds|offset_seconds|sync_status)',
    'uname_info',
    'vmstat_(oom_kill|pgmajfault|pswpin|pswpout)',
  ]),
]);

/**
 * cAdvisor, of each container: processor and how it was throttled, memory against its limits, network, disks, and that it was killed. `machine_*` is what
 * they are shares of. Rows of a whole pod beside those of its containers are left to queries, which know which of the two there are.
 */
const containers = named('Containers', [
  metrics('container_', [
    'cpu_(usage|user|system|cfs_throttled)_seconds_total',
    'cpu_cfs_(periods|throttled_periods)_total',
    'fs_(reads|writes)_(bytes_)?total',
    'fs_(limit|usage)_bytes',
    'last_seen',
    'memory_(cache|failcnt|rss|swap|usage_bytes|working_set_bytes)',
    'network_(receive|transmit)_(bytes|errors|packets|packets_dropped)_total',
    'oom_events_total',
    'processes',
    'spec_(cpu_period|cpu_quota|cpu_shares|memory_limit_bytes)',
    'start_time_seconds',
  ]),
  '{__name__=~"machine_(cpu_cores|memory_bytes)"}',
  // Of the kubelet itself, where cAdvisor is not asked.
  '{__name__=~"(node|pod|container)_(cpu_usage_seconds_total|memory_working_set_bytes)"}',
]);

/**
 * kube-state-metrics: what the cluster was asked for and what came of it, as the `kubernetes` mixin's dashboards and alerts read it. Not `*_annotations`,
 * `*_created` of everything, endpoints, and each condition of each pod, which are most of its series.
 */
const kubernetes = named('Kubernetes objects', [
  metrics('kube_', [
    'cronjob_(info|next_schedule_time|spec_suspend|status_active|status_last_schedule_time)',
    'daemonset_status_.+',
    'deployment_(metadata_generation|spec_replicas|status_.+)',
    'horizontalpodautoscaler_(spec|status)_.+',
    'job_(complete|failed|info|owner|spec_completions|status_.+)',
    'namespace_status_phase',
    'node_(info|role|spec_taint|spec_unschedulable)',
    'node_status_(allocatable|capacity|condition)',
    'persistentvolume_(capacity_bytes|claim_ref|status_phase)',
    'persistentvolumeclaim_(info|resource_requests_storage_bytes|status_phase)',
    'pod_(info|owner|status_phase|status_reason|status_ready|start_time)',
    'pod_container_(info|resource_limits|resource_requests|state_started)',
    'pod_container_status_(last_terminated_reason|ready|restarts_total|running|terminated_reason|waiting_reason)',
    'pod_init_container_status_(restarts_total|waiting_reason)',
    'replicaset_(owner|spec_replicas|status_ready_replicas)',
    'resourcequota',
    'service_info',
    'statefulset_(metadata_generation|replicas|status_.+)',
  ]),
  // Volumes, and whether the kubelets that say all of this are well.
  '{__name__=~"kubelet_(node_name|running_(containers|pods)|volume_stats_(available|capacity|inodes|inodes_free|inodes_used|used)(_bytes)?)"}',
]);

/**
 * Whether what is recorded is to be relied on: Prometheus's rules, queue, storage and restarts, Alertmanager's notifications and silences, and the
 * process behind each of the two and of every other target.
 */
const monitoring = named('Prometheus and Alertmanager', [
  metrics('prometheus_', [
    'build_info',
    'config_last_reload_(success_timestamp_seconds|successful)',
    'notifications_(alertmanagers_discovered|dropped_total|errors_total|queue_capacity|queue_length|sent_total)',
    'engine_(queries|queries_concurrent_max|query_duration_seconds)',
    'http_requests_total',
    'remote_storage_(samples_failed_total|samples_pending|samples_total|shards|shards_desired|shards_max)',
    'rule_evaluation_failures_total',
    'rule_group_(interval|iterations|iterations_missed|last_duration|last_evaluation_timestamp)_(seconds|total)',
    'sd_discovered_targets',
    'target_(scrape_pool_targets|sync_failed_total|scrapes_(exceeded_sample_limit|sample_duplicate_timestamp|sample_out_of_order)_total)',
    'tsdb_(blocks_loaded|compactions_failed_total|head_chunks|head_samples_appended_total|head_series|lowest_timestamp_seconds|reloads_failures_total|retention_limit_bytes|storage_blocks_bytes|wal_corruptions_total|wal_storage_size_bytes)',
  ]),
  metrics('alertmanager_', [
    'alerts',
    'alerts_(invalid|received)_total',
    'build_info',
    'cluster_(failed_peers|health_score|members|peers_joined_total)',
    'config_(hash|last_reload_success_timestamp_seconds|last_reload_successful)',
    'notifications_(failed_)?total',
    'silences',
  ]),
  '{__name__=~"go_(goroutines|memstats_(alloc|heap_inuse)_bytes)"}',
  '{__name__=~"process_(cpu_seconds_total|open_fds|max_fds|resident_memory_bytes|start_time_seconds)"}',
]);

/**
 * The API server and what stands behind it, as sums that are small: requests by their code and verb, how many are under way, and the durations' sums and
 * counts, from which means come. Not the buckets, of which a cluster has tens of thousands.
 */
const apiServer = named('API server', [
  '{__name__=~"apiserver_(current_inflight_requests|request_total|request_terminations_total|request_duration_seconds_(count|sum))"}',
  '{__name__=~"etcd_(mvcc_db_total_size_in_bytes|server_has_leader|server_leader_changes_seen_total|server_proposals_failed_total)"}',
  '{__name__=~"coredns_dns_(requests|responses)_total"}',
]);

export const defaultRules: readonly RecordingRule[] = [
  scrapes,
  probes,
  alerts,
  recordingRules,
  nodes,
  containers,
  kubernetes,
  monitoring,
  apiServer,
];
