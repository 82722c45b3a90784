/**
 * One scrape pool's part of a configuration as `/api/v1/status/config` shows it. The whole of it is not parsed: a megabyte of YAML, which
 * hundreds of pools are, takes seconds. Runs in the catalog worker.
 */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { NoPool } from './target-jobs.ts';

/** @returns its YAML, as it is written there, a mapping; comments the server shows none */
export function poolItem(yaml: string, pool: string): string | NoPool {
  const item = itemsOf(yaml).find((text) => jobNameOf(text) === pool);
  if (item !== undefined) return withoutDash(item);
  const found = /^scrape_configs:\n- /m.test(yaml) ? undefined : parsedItem(yaml, pool);
  return found ?? { kind: 'noPool', hasFiles: /^scrape_config_files:/m.test(yaml) };
}

/** The pools of a configuration; those in files beside it are not told. */
export function poolNames(yaml: string): readonly string[] {
  return itemsOf(yaml)
    .map(jobNameOf)
    .filter((name) => name !== undefined);
}

/** As Go writes a list: its dashes stand under the key, and what belongs to an item stands further in. */
function itemsOf(yaml: string): readonly string[] {
  const [, list = ''] = /^scrape_configs:\n((?:(?:[- ].*)?\n)*(?:[- ].*)?)/m.exec(yaml) ?? [];
  return list.split(/^(?=- )/m).filter((text) => text.startsWith('- '));
}

function jobNameOf(item: string): string | undefined {
  const [, written = ''] = /^[- ] job_name: *(.*)$/m.exec(item) ?? [];
  if (/^[\w./][\w./-]*$/.test(written) && /[a-z]/i.test(written) && !/^(?:null|true|false)$/i.test(written))
    return written;
  try {
    // A text of several lines is not whole in its first one.
    return jobName.parse(/^["'|>]/.test(written) ? parse(item)[0] : { job_name: parse(written) }).job_name;
  } catch {
    return undefined;
  }
}

const jobName = z.looseObject({ job_name: z.union([z.string(), z.number()]).transform(String) });
const configuration = z.looseObject({ scrape_configs: z.array(z.unknown()).nullish() });

function withoutDash(item: string): string {
  return item.replace(/^- /, '  ').replaceAll(/^ {2}/gm, '');
}

/** Of who writes it in another way. */
function parsedItem(yaml: string, pool: string): string | undefined {
  try {
    const items = configuration.parse(parse(yaml)).scrape_configs ?? [];
    const item = items.find((one) => jobName.safeParse(one).data?.job_name === pool);
    return item === undefined ? undefined : stringify(item, { lineWidth: 0 });
  } catch {
    return undefined;
  }
}

const rule = z.looseObject({ action: z.string().optional() });
type Rule = z.infer<typeof rule>;
const item = z.looseObject({ relabel_configs: z.array(rule).nullish() });

/**
 * The ways to read the relabel_configs of a pool's part, the likelier first. Prometheus fills in what a rule has by default and leaves out
 * what is empty (`separator: ""`); others show what was written, and what is left out is as by default.
 * @returns none where it is no YAML
 */
export function ruleLists(yaml: string): readonly (readonly Rule[])[] {
  const rules = rulesOf(yaml)?.map(withoutNeedless);
  if (rules === undefined) return [];
  const filled = rules.map(withEmptyFields);
  return areFilledIn(rules) ? [filled, rules] : [rules, filled];
}

function areFilledIn(rules: readonly Rule[]): boolean {
  const hasDefaults = rules.some(({ separator, replacement }) => separator === ';' || replacement === '$1');
  return hasDefaults && rules.every(({ action }) => action !== undefined);
}

function rulesOf(yaml: string): readonly Rule[] | undefined {
  try {
    return item.parse(parse(yaml, { intAsBigInt: true })).relabel_configs ?? [];
  } catch {
    return undefined;
  }
}

function withEmptyFields({ regex, ...rest }: Rule): Rule {
  return { separator: '', replacement: '', ...rest, ...(regex === undefined ? {} : { regex: regex ?? '' }) };
}

/** A regex that is filled in is refused where it is written. */
function withoutNeedless(written: Rule): Rule {
  if (!/^(?:keep|drop)equal$/i.test(written.action ?? '')) return written;
  const { regex: _regex, ...rest } = written;
  return rest;
}
