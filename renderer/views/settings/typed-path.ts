/** A path as a person types or pastes it, and what is wrong with it before anybody has looked. */

/** As in the contract (shared/contract/settings.ts). */
const maxLength = 4096;
const maxPaths = 200;

export type PathProblem =
  | { readonly kind: 'relative' | 'twice'; readonly path: string }
  | { readonly kind: 'long'; readonly length: number; readonly limit: number }
  | { readonly kind: 'many'; readonly limit: number };

/** Without the spaces and quotes that file managers and terminals copy along, and without a slash at the end. */
export function cleanPath(typed: string): string {
  const bare = typed
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  return bare.length > 1 && !/^[A-Za-z]:[\\/]$/.test(bare) ? bare.replace(/[\\/]+$/, '') || '/' : bare;
}

/** @param path as `cleanPath` gives it, not empty. */
export function pathProblem(path: string, list: readonly string[]): PathProblem | undefined {
  if (path.length > maxLength) return { kind: 'long', length: path.length, limit: maxLength };
  if (!/^(\/|~$|~[\\/]|[A-Za-z]:[\\/]|\\\\)/.test(path)) return { kind: 'relative', path };
  if (list.includes(path)) return { kind: 'twice', path };
  return list.length >= maxPaths ? { kind: 'many', limit: maxPaths } : undefined;
}
