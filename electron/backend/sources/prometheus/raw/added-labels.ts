/** The labels that a Prometheus puts onto what it gives to others by remote read: `external_labels` of its configuration. */
import { parse } from 'yaml';
import { z } from 'zod';
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
