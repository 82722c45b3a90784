/** What the page sets as it is: that it can be used, beyond what its schema says. */
import { isAbsolute } from 'node:path';
import { AppError } from '../../../shared/base/errors.ts';
import type { ProxySettings, Settings } from '../../../shared/model/settings.ts';

/** The rest of the settings changes by methods that say what they do. */
type Chosen = Omit<Settings, 'addresses' | 'companionPaths' | 'exporters' | 'choices' | 'execConsents'>;

export type SettingsPart = { readonly [K in keyof Chosen]?: Chosen[K] | undefined };

const pathLists = ['kubeconfigPaths', 'execPath', 'authorityFiles'] as const;
const proxyProtocols = new Set(['http:', 'https:', 'socks5:']);

/** @returns it without keys that are undefined, and each path once. @throws AppError rpc.badInput */
export function usablePart(part: SettingsPart): Partial<Chosen> {
  const lists = pathLists.flatMap((key) => (part[key] === undefined ? [] : [[key, usablePaths(key, part[key])]]));
  if (part.proxy !== undefined) checkProxy(part.proxy);
  const given = Object.entries(part).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...Object.fromEntries(lists) };
}

/** A relative path would mean something else wherever the program is started. */
function usablePaths(key: string, paths: readonly string[]): readonly string[] {
  const bad = paths.find((path) => path.includes('\0') || !(isAbsolute(path) || /^~([/\\]|$)/.test(path)));
  if (bad !== undefined) throw badInput(`${key}: "${bad.slice(0, 200)}" is neither absolute nor under ~/`);
  return [...new Set(paths)];
}

function checkProxy(proxy: ProxySettings): void {
  if (proxy.kind !== 'custom') return;
  const url = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
  if (url === undefined || !proxyProtocols.has(url.protocol) || url.hostname === '') {
    throw badInput('proxy: its URL does not begin with http://, https:// or socks5:// and a host');
  }
  if (url.username !== '' || url.password !== '') throw badInput('proxy: its URL must not have credentials in it');
}

function badInput(reason: string): AppError {
  const details = { method: 'settings.update', reason };
  return new AppError('rpc.badInput', `The settings were not changed: ${reason}.`, { details });
}
