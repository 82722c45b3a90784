import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnitName } from '../../../shared/format/unit.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { observedUnitOf, unitOf, unitOfMetricName } from '../../../shared/promql/unit-of.ts';

const parsed = (expr: string) => parseExpr(expr, { experimentalFunctions: true });

/** One line an expression: its unit, then what it is. */
function check(table: string): void {
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const exprs = lines.map((line) => line.slice(line.indexOf(' ')).trim());
  expect(exprs.map((expr) => `${unitOf(parsed(expr))} ${expr}`)).toEqual(lines.map((line) => line.replace(/ +/, ' ')));
}

describe('the unit of an expression', () => {
  test('of node-exporter', () => {
    check(`
      bytes            node_memory_MemAvailable_bytes
      bytes            node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes
      ratio            node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes
      ratio            1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes
      percent          100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)
      percent          (1 - (node_memory_MemAvailable_bytes / (node_memory_MemTotal_bytes))) * 100
      percent          100 - (node_filesystem_avail_bytes{mountpoint="/"} * 100 / node_filesystem_size_bytes{mountpoint="/"})
      percent          100 - ((node_filesystem_avail_bytes * 100) / node_filesystem_size_bytes)
      ratio            (node_memory_MemTotal_bytes - node_memory_MemFree_bytes - node_memory_Cached_bytes - node_memory_Buffers_bytes) / node_memory_MemTotal_bytes
      percent          100 - (avg by (instance) (irate(node_cpu_seconds_total{mode="idle"}[5m])) * 100)
      ratio            1 - avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="idle"}[1m]))
      ratio            1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m])) by (instance)
      cores            sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))
      cores            sum(rate(node_cpu_seconds_total{mode!="idle"}[5m]))
      ratio            avg by (instance) (sum by (instance, cpu) (rate(node_cpu_seconds_total{mode!="idle"}[5m])))
      ratio            avg by (mode) (rate(node_cpu_seconds_total[5m]))
      ratio            sum(rate(node_cpu_seconds_total{mode!="idle"}[5m])) / count(node_cpu_seconds_total{mode="idle"})
      none             sum(rate(node_cpu_seconds_total{mode!="idle"}[5m])) / count(count by (cpu) (node_cpu_seconds_total))
      seconds          node_cpu_seconds_total
      bytesPerSecond   rate(node_network_receive_bytes_total{device!="lo"}[5m])
      bitsPerSecond    rate(node_network_receive_bytes_total[5m]) * 8
      bitsPerSecond    8 * sum by (device) (irate(node_network_transmit_bytes_total[5m]))
      ratio            rate(node_network_receive_bytes_total[5m]) / node_network_speed_bytes
      perSecond        rate(node_network_receive_packets_total[5m])
      ratio            rate(node_network_receive_drop_total[5m]) / rate(node_network_receive_packets_total[5m])
      ratio            rate(node_disk_io_time_seconds_total[5m])
      percent          rate(node_disk_io_time_seconds_total[5m]) * 100
      seconds          rate(node_disk_read_time_seconds_total[5m]) / rate(node_disk_reads_completed_total[5m])
      none             rate(node_disk_read_time_seconds_total[5m])
      ratio            rate(node_pressure_cpu_waiting_seconds_total[5m])
      none             node_load1
      none             node_load5 / count without (cpu, mode) (node_cpu_seconds_total{mode="idle"})
      timestamp        node_boot_time_seconds
      seconds          time() - node_boot_time_seconds
      seconds          node_time_seconds - node_boot_time_seconds
      seconds          node_timex_offset_seconds
      celsius          node_hwmon_temp_celsius
      celsius          max by (chip) (node_hwmon_temp_celsius > 80)
      hertz            node_cpu_scaling_frequency_hertz
      volts            node_power_supply_voltage_volt
      watts            rate(node_rapl_package_joules_total[1m])
      none             node_filesystem_files_free
      bytes            predict_linear(node_filesystem_avail_bytes[6h], 4 * 3600)
      bytesPerSecond   deriv(node_filesystem_avail_bytes[6h])
      seconds          node_filesystem_avail_bytes / -deriv(node_filesystem_avail_bytes[6h])
      timestamp        node_textfile_mtime_seconds
      none             node_uname_info
    `);
  });

  test('of cAdvisor and the kubelet', () => {
    check(`
      cores            rate(container_cpu_usage_seconds_total[5m])
      cores            sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))
      cores            avg by (pod) (irate(container_cpu_usage_seconds_total[5m]))
      cores            topk(5, sum by (pod) (rate(container_cpu_usage_seconds_total[5m])))
      cores            max_over_time(sum by (pod) (rate(container_cpu_usage_seconds_total[5m]))[1h:1m])
      percent          sum(rate(container_cpu_usage_seconds_total[5m])) * 100
      none             sum(rate(container_cpu_usage_seconds_total[5m])) * 1000
      none             sum(rate(container_cpu_usage_seconds_total[5m])) * 0.031
      none             sum(rate(container_cpu_usage_seconds_total[5m])) / count(kube_node_info)
      ratio            sum(rate(container_cpu_usage_seconds_total[5m])) / sum(machine_cpu_cores)
      ratio            rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])
      cores            rate(container_cpu_cfs_throttled_seconds_total[5m])
      bytes            sum by (pod) (container_memory_working_set_bytes{container!=""})
      bytes            container_memory_rss
      bytes            container_memory_working_set_bytes offset 1d
      bytes            container_memory_working_set_bytes - container_memory_working_set_bytes offset 1d
      bytes            max_over_time(container_memory_working_set_bytes[1d])
      bytes            quantile_over_time(0.95, container_memory_working_set_bytes[1d])
      bytes            quantile(0.9, container_memory_working_set_bytes)
      bytes            stddev(container_memory_working_set_bytes)
      none             stdvar(container_memory_working_set_bytes)
      none             container_memory_working_set_bytes / 1024 / 1024
      none             container_memory_working_set_bytes / 1e9
      none             container_memory_working_set_bytes / 2 ^ 30
      none             container_memory_working_set_bytes / (1024 * 1024)
      ratio            container_memory_working_set_bytes / container_spec_memory_limit_bytes
      ratio            container_memory_working_set_bytes / (container_spec_memory_limit_bytes > 0)
      bytesPerSecond   sum(rate(container_network_receive_bytes_total[5m])) + sum(rate(container_network_transmit_bytes_total[5m]))
      none             container_memory_working_set_bytes + container_cpu_usage_seconds_total
      seconds          time() - container_start_time_seconds
      seconds          time() - container_last_seen
      ratio            kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes
      none             kubelet_running_pods
      bytes            sum(container_memory_working_set_bytes) or vector(0)
      cores            sum(rate(container_cpu_usage_seconds_total[5m])) or on () vector(0)
      bytes            sum(container_memory_working_set_bytes) / count(container_memory_working_set_bytes)
      bytes            container_memory_working_set_bytes * on (pod) group_left (node) kube_pod_info
      bytes            container_memory_working_set_bytes * on (pod) group_left (label_app) kube_pod_labels
      none             container_memory_working_set_bytes * on (pod) group_left () some_metric
    `);
  });

  test('of kube-state-metrics', () => {
    check(`
      cores            kube_pod_container_resource_requests{resource="cpu"}
      cores            sum by (namespace) (kube_pod_container_resource_limits{resource="cpu", unit="core"})
      bytes            kube_pod_container_resource_requests{resource="memory"}
      bytes            kube_node_status_allocatable{resource="ephemeral_storage"}
      bytes            kube_node_status_capacity{unit="byte"}
      none             kube_node_status_capacity{resource="pods"}
      none             kube_pod_container_resource_requests
      none             kube_pod_container_resource_requests{resource=~"cpu|memory"}
      cores            kube_pod_container_resource_requests_cpu_cores
      bytes            kube_pod_container_resource_requests_memory_bytes
      bytes            kube_resourcequota{resource="requests.memory", type="hard"}
      cores            kube_resourcequota{resource="limits.cpu", type="used"}
      ratio            sum(kube_pod_container_resource_requests{resource="memory"}) / sum(kube_node_status_allocatable{resource="memory"})
      ratio            sum by (pod) (rate(container_cpu_usage_seconds_total[5m])) / sum by (pod) (kube_pod_container_resource_limits{resource="cpu"})
      percent          100 * sum by (pod) (rate(container_cpu_usage_seconds_total[5m])) / sum by (pod) (kube_pod_container_resource_requests{resource="cpu"})
      none             sum by (phase) (kube_pod_status_phase)
      none             kube_pod_container_status_restarts_total
      none             increase(kube_pod_container_status_restarts_total[1h])
      perSecond        rate(kube_pod_container_status_restarts_total[1h])
      none             kube_deployment_status_replicas_available
      none             kube_deployment_spec_replicas - kube_deployment_status_replicas_available
      timestamp        kube_pod_start_time
      timestamp        kube_pod_created
      seconds          time() - kube_pod_created
      seconds          time() - max by (pod) (kube_pod_start_time)
      seconds          kube_job_status_completion_time - kube_job_status_start_time
      none             kube_node_status_condition{condition="Ready", status="true"} == 0
      none             kube_horizontalpodautoscaler_status_current_replicas
      bytes            kube_persistentvolumeclaim_resource_requests_storage_bytes
    `);
  });

  test('of Prometheus itself, and of availability', () => {
    check(`
      none             up
      none             sum(up)
      ratio            avg(up)
      ratio            sum(up) / count(up)
      ratio            count(up == 0) / count(up)
      ratio            avg_over_time(up[1d])
      percent          avg_over_time(up[30d]) * 100
      percent          avg(100 * up)
      percent          100 * count(up == 0) / count(up)
      percent          sum(100 * up) / count(up)
      percent          sum(up) * 100 / count(up)
      ratio            (avg(up) * 100) / 100
      none             100 * process_resident_memory_bytes
      none             100 * process_resident_memory_bytes - process_virtual_memory_bytes
      bytes            100 * process_resident_memory_bytes * 0.01
      none             process_virtual_memory_bytes / (100 * process_resident_memory_bytes)
      percent          avg by (job) (avg_over_time(up[30d])) * 100
      ratio            avg(node_load1 > bool 4)
      none             node_load1 > bool 4
      none             count(up)
      none             absent(up)
      seconds          scrape_duration_seconds
      none             scrape_samples_scraped
      none             prometheus_tsdb_head_series
      perSecond        rate(prometheus_tsdb_head_samples_appended_total[5m])
      none             rate(prometheus_tsdb_head_samples_appended_total[5m]) / rate(prometheus_tsdb_compactions_total[5m])
      bytes            process_resident_memory_bytes{job="prometheus"}
      cores            rate(process_cpu_seconds_total[1m])
      timestamp        process_start_time_seconds
      seconds          time() - process_start_time_seconds
      timestamp        prometheus_config_last_reload_success_timestamp_seconds
      seconds          time() - prometheus_config_last_reload_success_timestamp_seconds > 3600
      none             prometheus_tsdb_head_max_time
      timestamp        prometheus_tsdb_head_max_time_seconds
      timestamp        prometheus_remote_storage_highest_timestamp_in_seconds
      seconds          prometheus_remote_storage_highest_timestamp_in_seconds - ignoring (remote_name) prometheus_remote_storage_queue_highest_sent_timestamp_seconds
      seconds          prometheus_engine_query_duration_seconds{quantile="0.99"}
      seconds          prometheus_rule_group_last_duration_seconds
      seconds          prometheus_rule_group_last_duration_seconds > prometheus_rule_group_interval_seconds
      ratio            prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds
      bytes            prometheus_tsdb_storage_blocks_bytes
      bytes            go_memstats_heap_inuse_bytes
      bytesPerSecond   rate(go_memstats_alloc_bytes_total[5m])
      timestamp        go_memstats_last_gc_time_seconds
      none             go_goroutines
      none             changes(process_start_time_seconds[1h])
      none             resets(node_cpu_seconds_total[1h])
      seconds          probe_ssl_earliest_cert_expiry - time()
      none             (probe_ssl_earliest_cert_expiry - time()) / 86400
      ratio            sum(kube_pod_status_ready{condition="true"}) / count(kube_pod_status_ready{condition="true"})
    `);
  });

  test('of requests: rates, shares of failures, latencies', () => {
    check(`
      perSecond        sum(rate(http_requests_total[5m]))
      none             http_requests_total
      none             increase(http_requests_total[1h])
      none             rate(http_requests_total[5m]) * 60
      ratio            sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))
      percent          100 * sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))
      percent          sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) * 100
      ratio            sum(increase(http_requests_total{code=~"5.."}[5m])) / sum(increase(http_requests_total[5m]))
      ratio            1 - sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))
      ratio            sum(rate(grpc_errors_total[5m])) / sum(rate(grpc_calls_total[5m]))
      ratio            rate(cache_hits_total[5m]) / (rate(cache_hits_total[5m]) + rate(cache_misses_total[5m]))
      none             rate(foo_total[5m]) / rate(bar_total[5m])
      none             sum(http_requests_total) / count(http_requests_total)
      seconds          histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))
      seconds          histogram_quantile(0.9, rate(http_request_duration_seconds[5m]))
      bytes            histogram_quantile(0.9, sum by (le) (rate(http_response_size_bytes_bucket[5m])))
      none             histogram_quantile(0.9, sum by (le) (rate(istio_request_duration_milliseconds_bucket[5m])))
      none             histogram_quantile(0.9, foo_bucket)
      seconds          rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])
      seconds          sum(increase(x_seconds_sum[1h])) / sum(increase(x_seconds_count[1h]))
      bytes            rate(http_response_size_bytes_sum[5m]) / rate(http_response_size_bytes_count[5m])
      none             rate(http_request_duration_seconds_sum[5m])
      perSecond        rate(http_request_duration_seconds_count[5m])
      perSecond        rate(http_request_duration_seconds_bucket{le="0.3"}[5m])
      ratio            sum(rate(http_request_duration_seconds_bucket{le="0.3"}[5m])) / sum(rate(http_request_duration_seconds_count[5m]))
      none             rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m]) * 1000
      seconds          http_server_requests_seconds_max
      seconds          rate(process_cpu_seconds_total[5m]) / on (instance) sum by (instance) (rate(http_requests_total[5m]))
      bytesPerSecond   rate(nginx_bytes_sent_total[5m])
      none             rate(istio_request_duration_milliseconds_sum[5m])
      none             rate(foo_milliseconds_total[5m])
      seconds          rate(http_request_duration_seconds_sum[5m] offset 1w) / rate(http_request_duration_seconds_count[5m] offset 1w)
    `);
  });

  test('of native histograms is that of what was observed, where a graph of them is over it', () => {
    check(`
      seconds          rate(http_request_duration_seconds[5m])
      seconds          sum(rate(http_request_duration_seconds[5m]))
      perSecond        histogram_count(rate(http_request_duration_seconds[5m]))
      none             histogram_sum(rate(http_request_duration_seconds[5m]))
      seconds          histogram_sum(rate(x_seconds[5m])) / histogram_count(rate(x_seconds[5m]))
      seconds          histogram_avg(rate(http_request_duration_seconds[5m]))
      ratio            histogram_fraction(0, 0.2, rate(http_request_duration_seconds[1h]))
      bytes            rate(http_response_size_bytes[5m])
      bytesPerSecond   rate(node_network_receive_bytes[5m])
    `);
    const observed = (expr: string) => observedUnitOf(parsed(expr));
    expect(
      [
        'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))',
        'rate(http_request_duration_seconds[5m])',
        'sum by (le) (increase(http_response_size_bytes_bucket[5m]))',
        'rate(http_requests_total[5m])',
        'foo_bucket',
      ].map(observed),
    ).toEqual(['seconds', 'seconds', 'bytes', 'none', 'none']);
  });

  test('of recording rules: their metric, and what their last part says was done', () => {
    check(`
      perSecond        job:http_requests_total:rate5m
      none             job:http_requests:rate5m
      cores            node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate
      bytes            node_namespace_pod_container:container_memory_working_set_bytes
      cores            node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate * on (namespace, pod) group_left (workload) namespace_workload_pod:kube_pod_owner:relabel
      ratio            instance:node_memory_utilisation:ratio
      ratio            job:slo_errors_per_request:ratio_rate5m
      seconds          cluster_quantile:apiserver_request_slo_duration_seconds:histogram_quantile
      none             instance:node_num_cpu:sum
      bytes            namespace_memory:kube_pod_container_resource_requests:sum
      cores            namespace_cpu:kube_pod_container_resource_requests:sum
      bytesPerSecond   instance:node_network_receive_bytes_excluding_lo:rate5m or instance:node_network_receive_bytes_total:rate5m
    `);
  });

  test('of times, plain numbers and what combines them', () => {
    check(`
      timestamp        time()
      timestamp        timestamp(up)
      seconds          time() - timestamp(up)
      timestamp        time() - 3600
      none             3600 - time()
      timestamp        time() + on () foo_duration_seconds
      none             sum(process_start_time_seconds)
      timestamp        max(process_start_time_seconds)
      seconds          stddev(process_start_time_seconds)
      seconds          time() % 86400
      none             time() * 1000
      none             time() / time()
      none             1 + 1
      none             vector(1)
      none             hour()
      none             day_of_week(process_start_time_seconds)
      seconds          -foo_seconds
      seconds          (foo_seconds)
      seconds          abs(foo_seconds)
      seconds          round(foo_seconds, 0.1)
      seconds          clamp_min(foo_seconds, 0)
      seconds          foo_seconds + 5
      seconds          foo_seconds * 2
      none             foo_seconds * 1000
      none             foo_seconds / 60
      seconds          foo_seconds and on (job) up
      seconds          foo_seconds unless on (job) bar_bytes
      seconds          foo_seconds or bar_seconds
      none             foo_seconds or bar_bytes
      seconds          foo_seconds > 5
      seconds          5 < foo_seconds
      seconds          scalar(bar_bytes) < foo_seconds
      seconds          label_replace(foo_seconds, "a", "$1", "b", "(.*)")
      seconds          sort_desc(foo_seconds)
      none             sqrt(foo_seconds)
      none             ln(foo_bytes)
      none             foo_seconds ^ 2
      none             foo_seconds * foo_seconds
      none             foo_bytes * bar_bytes
      bytesPerSecond   foo_bytes / bar_seconds
      bytesPerSecond   increase(foo_bytes_total[5m]) / on () range()
      bytes            rate(foo_bytes_total[5m]) * on () bar_seconds
      watts            foo_volts * on () bar_amperes
      bits             foo_bytes * 8
      bytes            foo_bits / 8
      ratio            foo_percent / 100
      percent          foo_ratio * 100
      ratio            foo_ratio
      percent          foo_percent
      percent          100 - foo_percent
      none             1 / foo_ratio
      none             count(foo_seconds)
      none             count_values("v", foo_seconds)
      none             group(foo_seconds)
      none             count_over_time(foo_seconds[1h])
      bytes            sum_over_time(foo_bytes[1h])
      timestamp        foo_created
      none             created
      none             foo_timestamp
      none             foo_last_run_seconds
      none             cert_expiration_seconds
      none             {job="node"}
      bytes            {__name__="foo_bytes"}
      none             {__name__=~"foo_bytes"}
      none             foo
      ratio            foo{a="1"} / foo
      ratio            (foo - bar) / foo
      none             foo / bar
      bytesPerSecond   foo_bytes_per_second
      perSecond        foo_requests_per_second
      none             "a text"
    `);
  });

  test('adds what the metadata says of a metric whose name says nothing', () => {
    const said = new Map<string, UnitName>([
      ['foo', 'bytes'],
      ['foo_total', 'seconds'],
      ['bar_bytes', 'seconds'],
    ]);
    const units = ['foo', 'rate(foo[5m])', 'foo_total', 'bar_bytes', 'foo / bar_bytes', 'other'];
    expect(units.map((expr) => unitOf(parsed(expr), (name) => said.get(name)))).toEqual([
      'bytes',
      'bytesPerSecond',
      'seconds',
      'bytes',
      'ratio',
      'none',
    ]);
  });

  test('of as long a chain of operators as the parser takes needs no deep stack', () => {
    expect(unitOf(parsed(Array.from({ length: 1999 }, () => 'foo_bytes').join(' + ')))).toBe('bytes');
  });

  test('is found, whatever the name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_:]{1,40}$/), (name) => {
        unitOfMetricName(name);
      }),
      { seed: 4711, numRuns: 2000 },
    );
    expect(['__proto__', 'constructor', '_', ':', '_total', '_bucket'].map((name) => unitOfMetricName(name))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'none',
    ]);
  });
});

describe('the unit of a metric', () => {
  test('is what its name says, else what its metadata does', () => {
    const asked: readonly (readonly [string, string?])[] = [
      ['node_memory_MemFree_bytes'],
      ['http_request_duration_seconds_count'],
      ['up'],
      ['foo'],
      ['foo', 'seconds'],
      ['foo', 'By'],
      ['foo', 'Cel'],
      ['foo', 'milliseconds'],
      ['foo_total', 'bytes'],
      ['foo_bytes', 'seconds'],
      ['metric_joules'],
      ['process_start_time_seconds'],
    ];
    expect(asked.map(([name, unit]) => unitOfMetricName(name, unit))).toEqual([
      'bytes',
      'none',
      'none',
      undefined,
      'seconds',
      'bytes',
      'celsius',
      undefined,
      'bytes',
      'bytes',
      'joules',
      'timestamp',
    ]);
  });
});
