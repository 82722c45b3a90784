/**
 * Under which path the pods of a service answer, as their arguments (`--web.route-prefix`, `--web.external-url`) and their probes say. Asked only where the
 * usual paths led to nothing; where pods cannot be listed, nothing is known.
 */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../kube-client.ts';
import type { ServiceRef } from '../service-target.ts';
import { pathBefore } from './prefix.ts';

const probe = z.object({ httpGet: z.object({ path: z.string().nullish() }).nullish() }).nullish();

const container = z.object({
  command: z.array(z.string()).nullish(),
  args: z.array(z.string()).nullish(),
  readinessProbe: probe,
  livenessProbe: probe,
});

const podList = z.object({ items: z.array(z.object({ spec: z.object({ containers: z.array(container) }) })) });

export type Container = z.infer<typeof container>;

/** Those of one service run alike. */
const mostPods = 3;
const mostPrefixes = 4;

/** @throws CancelledError */
export async function podPrefixes(
  client: KubeClient,
  { namespace, selector }: ServiceRef,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const labels = Object.entries(selector ?? {}).map(([name, value]) => `${name}=${value}`);
  if (labels.length === 0) return [];
  const query = `?limit=${mostPods}&labelSelector=${encodeURIComponent(labels.join(','))}`;
  try {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods${query}`;
    const { items } = await client.get(path, podList, { signal });
    return prefixesOf(items.flatMap(({ spec }) => spec.containers));
  } catch (error) {
    // It was only to help.
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** The likeliest first: a route prefix says it, an external URL has it where there is none, a probe asks below it. */
export function prefixesOf(containers: readonly Container[]): readonly string[] {
  const said = containers.map(({ command, args }) => [...(command ?? []), ...(args ?? [])]);
  const routes = said.flatMap((words) => valuesOf(words, 'web.route-prefix'));
  const urls = said.flatMap((words) => valuesOf(words, 'web.external-url'));
  const probes = containers.flatMap(({ readinessProbe, livenessProbe }) =>
    [readinessProbe, livenessProbe].flatMap((one) => one?.httpGet?.path ?? []),
  );
  const prefixes = [
    ...routes.map((route) => pathBefore(route.startsWith('/') ? route : `/${route}`)),
    ...urls.map((url) => pathBefore(URL.canParse(url) ? new URL(url).pathname : url)),
    ...probes.map((path) => pathBefore(path, /\/-\/(?:ready|healthy)$/)),
  ];
  return [...new Set(prefixes.filter((prefix) => prefix !== undefined))].slice(0, mostPrefixes);
}

/** `--name=value`, or `--name` and the value as the next word; in a shell's command line too. */
function valuesOf(words: readonly string[], name: string): readonly string[] {
  const all = words.flatMap((word) => word.split(/\s+/));
  return all.flatMap((word, index) => {
    const [flag, value] = word.split(/=(.*)/s);
    if (flag !== `--${name}` && flag !== `-${name}`) return [];
    const said = value ?? all[index + 1] ?? '';
    return said === '' ? [] : [said.replace(/^["']|["']$/g, '')];
  });
}
