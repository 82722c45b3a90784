/**
 * What of a server's configuration a recorder is to know: the labels that it puts onto what it gives to others by remote read
 * (`external_labels`), and how long it waits at most between two scrapes or evaluations. Runs in the catalog worker.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../../../../../shared/format/duration.ts';
import { type Labels, labelsFromPairs } from '../../../../../shared/model/labels.ts';
import type { Refusal } from '../catalog/read-answers.ts';
import { readYaml } from '../targets/target-reader.ts';
import type { ToldConfig } from './raw-jobs.ts';

interface Body {
  /** With `paddingBytes` zeros after it. */
  readonly padded: Uint8Array;
  readonly length: number;
}

/** @param body of /api/v1/status/config @throws AppError prometheus.malformed, prometheus.truncated */
export function readToldConfig({ padded, length }: Body): ToldConfig | Refusal {
  const yaml = readYaml(padded, length);
  return typeof yaml === 'string'
    ? { added: addedLabels(yaml), longestMs: longestInterval(yaml), outOfOrderMs: outOfOrderWindow(yaml) }
    : yaml;
}

const external = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** @returns none where it says none */
function addedLabels(yaml: string): Labels {
  const global = partOf(yaml);
  if (global === undefined || global.length > mostGlobalLength) return [];
  try {
    const parsed: unknown = parse(global, { schema: 'failsafe' });
    const labels = z.looseObject({ global: z.looseObject({ external_labels: external.optional() }) }).parse(parsed);
    return labelsFromPairs(Object.entries(labels.global.external_labels ?? {}));
  } catch {
    return [];
  }
}

/** Some hundred bytes usually; a megabyte of YAML takes seconds. */
const mostGlobalLength = 256 * 1024;

/** Only `global:`. */
function partOf(yaml: string): string | undefined {
  return /^global:\n(?:(?:[ ].*)?\n)*/m.exec(yaml)?.[0];
}

/**
 * Of all scrapes, each of which Prometheus writes with its own interval, and of rules, where there are any. Groups of rules may have intervals of
 * their own, which are not told here. @returns milliseconds; undefined where it says none
 */
export function longestInterval(yaml: string): number | undefined {
  const global = partOf(yaml) ?? '';
  const hasRules = /^rule_files:/m.test(yaml);
  let longestMs: number | undefined;
  const take = (text: string, pattern: RegExp) => {
    for (const [, told = ''] of text.matchAll(pattern)) {
      const intervalMs = parseDuration(told);
      if (intervalMs !== undefined) longestMs = Math.max(longestMs ?? 0, intervalMs);
    }
  };
  take(yaml.replace(global, ''), /^[ -]+scrape_interval: (\w+)$/gm);
  if (hasRules) take(global, /^ +evaluation_interval: (\w+)$/gm);
  return longestMs;
}

/** @returns milliseconds; 0 where it says none */
export function outOfOrderWindow(yaml: string): number {
  const storage = /^storage:\n(?:[ ].*\n)*/m.exec(yaml)?.[0] ?? '';
  return parseDuration(/^ +out_of_order_time_window: (\w+)$/m.exec(storage)?.[1] ?? '0s') ?? 0;
}
