import { expect, test } from 'vitest';
import { longestInterval, outOfOrderWindow } from '../../../../electron/backend/sources/prometheus/raw/told-config.ts';

const global = 'global:\n  scrape_interval: 1h\n  scrape_timeout: 10s\n  evaluation_interval: 5m\n';
const jobs =
  'scrape_configs:\n- job_name: a\n  scrape_interval: 15s\n- job_name: b\n  scrape_interval: 1m30s\n  scrape_timeout: 10s\n';

test('the longest interval is that of what is scraped, and of rules where there are any', () => {
  expect(longestInterval(`${global}${jobs}`)).toBe(90_000);
  expect(longestInterval(`${global}rule_files:\n- a.yml\n${jobs}`)).toBe(300_000);
  expect(longestInterval('scrape_configs:\n- scrape_interval: 2m\n  job_name: a\n')).toBe(120_000);
});

test.each([global, '', '{"data":1}', '<html>'])('nothing is told by %s', (text) => {
  expect(longestInterval(text)).toBe(undefined);
});

test('how much older samples a server takes is said of its storage alone, as it writes it', () => {
  const storage =
    'storage:\n  tsdb:\n    outofordertimewindow: 93600000\n    out_of_order_time_window: 1d2h\n  exemplars:\n';
  const elsewhere = 'scrape_configs:\n- job_name: a\n    out_of_order_time_window: 1h\n';
  const windows = [`global:\n  scrape_interval: 1s\n${storage}`, `${elsewhere}storage:\n  exemplars:\n`, '', elsewhere];
  expect(windows.map(outOfOrderWindow)).toEqual([26 * 3_600_000, 0, 0, 0]);
});
