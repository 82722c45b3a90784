/** Which kubeconfig files are meant, by kubectl's rules; the same for every host. Looks at no file. */
import { join, delimiter as ownDelimiter, resolve } from 'node:path';
import type { Ports } from './ports.ts';

export interface KubeconfigSources {
  /** The files named on the command line. */
  readonly files: readonly string[];
  /** The environment's KUBECONFIG. */
  readonly variable: string | undefined;
  readonly homeDir: string;
  /** Between the paths of KUBECONFIG; the platform's own where it is absent. */
  readonly delimiter?: string;
}

/**
 * Files of the command line each stand alone; else the files of KUBECONFIG are one group, merged; else `~/.kube/config`. A path keeps
 * the form in which it was written, as that is what the user will recognise.
 */
export function resolveKubeconfigPaths(sources: KubeconfigSources): Ports['kubeconfig'] {
  const { files, variable, homeDir, delimiter = ownDelimiter } = sources;
  if (files.length > 0) return { groups: [...new Set(files)].map((file) => [file]), from: 'commandLine' };
  // kubectl ignores empty parts ("a::b") and reads a file that is named twice once.
  const listed = [...new Set((variable ?? '').split(delimiter).filter((path) => path !== ''))];
  if (listed.length > 0) return { groups: [listed], from: 'environment' };
  return { groups: [[defaultKubeconfig(homeDir)]], from: 'default' };
}

/** Absolute paths of the files that the user's kubectl reads by itself, and whose commands it runs (docs/decisions/0009). */
export function kubectlsOwnFiles(sources: Omit<KubeconfigSources, 'files'>): ReadonlySet<string> {
  const own = resolveKubeconfigPaths({ ...sources, files: [] }).groups.flat();
  return new Set([...own, defaultKubeconfig(sources.homeDir)].map((file) => resolve(file)));
}

function defaultKubeconfig(homeDir: string): string {
  return join(homeDir, '.kube', 'config');
}
