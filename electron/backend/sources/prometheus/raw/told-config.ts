/**
 * What of a server's configuration a recorder is to know: the labels that it puts onto what it gives to others by remote read
 * (`external_labels`), and how long it waits at most between two scrapes or evaluations.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../../../../../shared/format/duration.ts';
import { type Labels, labelsFromPairs } from '../../../../../shared/model/labels.ts';

const answerBody = z.object({ data: z.object({ yaml: z.string() }) });
const external = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** @param answer of /api/v1/status/config, its beginning at least @returns none where it says none */
export function addedLabels(answer: string): Labels {
  try {
    const { yaml } = answerBody.parse(JSON.parse(answer)).data;
    const global = partOf(yaml);
    if (global === undefined) return [];
    const parsed: unknown = parse(global, { schema: 'failsafe' });
    const labels = z.looseObject({ global: z.looseObject({ external_labels: external.optional() }) }).parse(parsed);
    return labelsFromPairs(Object.entries(labels.global.external_labels ?? {}));
  } catch {
    return [];
  }
}

/** Only `global:`: all of it is a megabyte, which takes seconds. */
function partOf(yaml: string): string | undefined {
  return /^global:\n(?:(?:[ ].*)?\n)*/m.exec(yaml)?.[0];
}

/**
 * Of all scrapes, each of which Prometheus writes with its own interval, and of rules, where there are any. Groups of rules may have intervals of
 * their own, which are not told here. @param answer as above @returns milliseconds; undefined where it says none
 */
export function longestInterval(answer: string): number | undefined {
  const body = answerBody.safeParse(parsedJson(answer));
  if (!body.success) return undefined;
  const { yaml } = body.data.data;
  const global = partOf(yaml) ?? '';
  const hasRules = /^rule_files:/m.test(yaml);
  const told = [
    ...yaml.replace(global, '').matchAll(/^[ -]+scrape_interval: (\w+)$/gm),
    ...(hasRules ? global.matchAll(/^ +evaluation_interval: (\w+)$/gm) : []),
  ].flatMap(([, text = '']) => parseDuration(text) ?? []);
  return told.length === 0 ? undefined : Math.max(...told);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
