/**
 * The address says what is shown: `/c/<context id>/<view>?…`, `/address/<id>`, `/settings`. What stands after the `?` of a view belongs
 * to the view.
 */
import type { AddressId, Beside } from '../../shared/model/address.ts';
import type { CompanionKind } from '../../shared/model/companion.ts';
import type { ContextId, ContextSummary } from '../../shared/model/context.ts';
import { isRecordId } from './records-store.ts';

const viewNames = [
  'overview',
  'explorer',
  'alerts',
  'rules',
  'alertmanager',
  'targets',
  'discovery',
  'configuration',
  'status',
  'history',
] as const;

export type ViewName = (typeof viewNames)[number];

type OfContext = Pick<ContextSummary, 'isComputer'> & { readonly id?: ContextId };

/** Not of this computer, where nothing has to be discovered and that has no cluster; nor of a record, which has neither in it. */
const ofClusters: ReadonlySet<ViewName> = new Set(['discovery', 'alertmanager']);

/** There is no overview yet but this computer's. */
export function viewsOf({ id, isComputer = false }: OfContext): readonly ViewName[] {
  if (id !== undefined && isRecordId(id))
    return viewNames.filter((name) => !ofClusters.has(name) && name !== 'overview');
  return viewNames.filter((name) => (isComputer ? !ofClusters.has(name) : name !== 'overview'));
}

/** The view, or what is shown in its place where the context does not have it. */
export function viewFor(context: OfContext, wanted: ViewName): ViewName {
  const has = viewsOf(context);
  return has.includes(wanted) ? wanted : (has[0] ?? wanted);
}

/** These say by themselves how the connection stands; every other view needs one that is, or was, live, or a record. */
const standsAlone: ReadonlySet<ViewName> = new Set(['discovery', 'history', 'overview']);

export function needsSource(view: ViewName): boolean {
  return !standsAlone.has(view);
}

/** These look the same whether what is live or the record is asked about, or differ by it; the rest are about what is live alone. */
export function isOfRecord(view: ViewName): boolean {
  return needsSource(view) || view === 'history';
}

export type Route =
  | { readonly kind: 'start' }
  | { readonly kind: 'context'; readonly context: ContextId; readonly view: ViewName }
  | { readonly kind: 'settings' }
  /** The form of one address; `id` undefined: of a new one. */
  | { readonly kind: 'address'; readonly id: AddressId | undefined }
  | { readonly kind: 'unknown' };

const contextPattern = /^\/c\/([^/]+)(?:\/([^/]*))?\/?$/;
const addressPattern = /^\/address\/([^/]+)\/?$/;

/** @param pathname as `location.pathname` has it, not decoded: a context's id holds slashes. */
export function parsePath(pathname: string): Route {
  if (pathname === '/' || pathname === '' || pathname === '/index.html') return { kind: 'start' };
  if (/^\/settings\/?$/.test(pathname)) return { kind: 'settings' };
  return parseAddress(pathname) ?? parseContext(pathname) ?? { kind: 'unknown' };
}

function parseAddress(pathname: string): Route | undefined {
  const id = decode(addressPattern.exec(pathname)?.[1]);
  if (id === undefined) return undefined;
  return { kind: 'address', id: id === newAddress ? undefined : (id as AddressId) };
}

function parseContext(pathname: string): Route | undefined {
  const match = contextPattern.exec(pathname);
  const context = decode(match?.[1]);
  if (context === undefined) return undefined;
  const view = match?.[2] === undefined || match[2] === '' ? 'explorer' : match[2];
  const known = viewNames.find((name) => name === view);
  return known === undefined ? undefined : { kind: 'context', context: context as ContextId, view: known };
}

export function contextPath(context: ContextId, view: ViewName = 'explorer'): string {
  return `/c/${encodeURIComponent(context)}/${view}`;
}

/** The parts of the settings that a page may lead to. */
export const settingsSections = [
  'appearance',
  'explorer',
  'computer',
  'notifications',
  'kubeconfig',
  'exec',
  'proxy',
  'authorities',
  'addresses',
  'choices',
  'about',
] as const;

export type SettingsSection = (typeof settingsSections)[number];

export function settingsPath(section?: SettingsSection): string {
  return section === undefined ? '/settings' : `/settings#${section}`;
}

const newAddress = 'new';
const contextParameter = 'context';

/** @param context whose cluster a new address is for. */
export function addressPath(id: AddressId | undefined, context?: ContextId): string {
  const search = context === undefined ? '' : `?${contextParameter}=${encodeURIComponent(context)}`;
  return `/address/${id === undefined ? newAddress : encodeURIComponent(id)}${search}`;
}

/** The context that an address's form is opened for, of `location.search`. */
export function contextOfSearch(search: string): ContextId | undefined {
  const found = new URLSearchParams(search).get(contextParameter);
  return found === null || found === '' ? undefined : (found as ContextId);
}

const besideParameter = 'beside';

/** The form for the address of a context's Alertmanager or Pushgateway: of the one that is kept, or a new one. */
export function besidePath({ context, kind }: Beside): string {
  return `${addressPath(undefined, context)}&${besideParameter}=${kind}`;
}

/** What stands beside the context that an address's form is opened for, of `location.search`. */
export function besideOfSearch(search: string): CompanionKind | undefined {
  const found = new URLSearchParams(search).get(besideParameter);
  return found === 'alertmanager' || found === 'pushgateway' ? found : undefined;
}

/** Where it is looked at: the one that was typed, not one that was chosen before. */
export function besideViewPath({ context, kind }: Beside): string {
  return kind === 'alertmanager'
    ? `${contextPath(context, 'alertmanager')}?show=alerts`
    : `${contextPath(context, 'status')}?part=pushgateway`;
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is not an address that we made.
    return undefined;
  }
}
