/** Lists and single objects: selectors, limit and continue, as objects or as a Table. Watches are in watches.ts. */
import type { ResourceCall } from './call.ts';
import type { KubernetesObject, ListMeta } from './kubernetes-object.ts';
import { usageObjects } from './metrics-api.ts';
import { groupVersion, qualifiedResource, type ResourceType } from './resource-types.ts';
import { badRequest, StatusError, sendJson } from './responses.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { tableOf, wantsTable } from './table.ts';

interface Page {
  readonly objects: readonly KubernetesObject[];
  readonly metadata: ListMeta;
}

const expiredMessage =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

function keyOf(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The token's form is the real one: the next key is the smallest that is greater than the last one given. */
function continueToken(revision: number, lastKey: string): string {
  const token = { v: 'meta.k8s.io/v1', rv: revision, start: `${lastKey}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string): { readonly rv: number; readonly start: string } {
  const decoded = Buffer.from(text, 'base64url').toString();
  try {
    const token: unknown = JSON.parse(decoded);
    if (typeof token === 'object' && token !== null && 'rv' in token && 'start' in token) {
      return { rv: Number(token.rv), start: String(token.start) };
    }
  } catch {
    // Answered below.
  }
  // Go's JSON decoder names the byte, as the Latin-1 letter.
  const first = Buffer.from(text, 'base64url').toString('latin1').slice(0, 1);
  const complaint = `invalid character '${first}' looking for beginning of value`;
  throw new StatusError(badRequest(`invalid continue token: continue key is not valid: ${complaint}`));
}

function startOf(call: ResourceCall): { readonly revision: number; readonly start: string } {
  const text = call.url.searchParams.get('continue') ?? '';
  if (text === '') return { revision: call.cluster.revision, start: '' };
  const { rv, start } = readToken(text);
  if (rv !== -1 && rv < call.cluster.compactedRevision) {
    const fresh = continueToken(-1, start.slice(0, -1));
    throw new StatusError({ code: 410, reason: 'Expired', message: expiredMessage, metadata: { continue: fresh } });
  }
  return { revision: rv === -1 ? call.cluster.revision : rv, start };
}

function objectsOf({ cluster, type }: ResourceCall): readonly KubernetesObject[] {
  return type.computed ? usageObjects(type, cluster) : cluster.list(type);
}

/**
 * A page after the continue token. Unlike the real server the later pages show the present, not a snapshot: an object changed
 * between two pages is seen as it is now.
 */
function pageOf(call: ResourceCall): Page {
  const search = call.url.searchParams;
  const matchesLabels = labelSelector(search.get('labelSelector') ?? '');
  const matchesFields = fieldSelector(search.get('fieldSelector') ?? '', call.type);
  const { revision, start } = startOf(call);
  const limit = Number(search.get('limit') ?? 0);
  const isSelective = (search.get('labelSelector') ?? '') !== '' || (search.get('fieldSelector') ?? '') !== '';
  const namespace = call.type.namespaced ? call.attributes.namespace : undefined;
  const matching = objectsOf(call)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .filter((object) => keyOf(object) >= start && matchesLabels(object) && matchesFields(object));
  const objects = limit > 0 ? matching.slice(0, limit) : matching;
  const last = objects.at(-1);
  const remaining = matching.length - objects.length;
  const more =
    remaining > 0 && last !== undefined
      ? {
          continue: continueToken(revision, keyOf(last)),
          // The real server does not count what a selector might match.
          ...(isSelective ? {} : { remainingItemCount: remaining }),
        }
      : {};
  return { objects, metadata: { resourceVersion: String(revision), ...more } };
}

/** In a list of built-in objects, the items have neither kind nor apiVersion. */
function listItem(object: KubernetesObject, type: ResourceType): object {
  if (type.custom) return object;
  const { kind: _, apiVersion: __, ...item } = object;
  return item;
}

export function serveList(call: ResourceCall): void {
  const page = pageOf(call);
  const body = wantsTable(call.request)
    ? tableOf(call.type, page.objects, page.metadata)
    : {
        kind: `${call.type.kind}List`,
        apiVersion: groupVersion(call.type),
        metadata: page.metadata,
        items: page.objects.map((object) => listItem(object, call.type)),
      };
  sendJson(call.request, call.response, 200, body);
}

/** @throws StatusError 404 */
export function foundObject(call: ResourceCall): KubernetesObject {
  const { name = '', namespace, group, resource } = call.attributes;
  const space = call.type.namespaced ? namespace : undefined;
  const object = call.type.computed
    ? objectsOf(call).find(({ metadata }) => metadata.name === name && metadata.namespace === space)
    : call.cluster.get(call.type, space, name);
  if (object !== undefined) return object;
  throw new StatusError({
    code: 404,
    reason: 'NotFound',
    message: `${qualifiedResource(resource, group)} "${name}" not found`,
    details: { name, ...(group === '' ? {} : { group }), kind: resource },
  });
}

export function serveObject(call: ResourceCall): void {
  const object = foundObject(call);
  const isTable = wantsTable(call.request);
  const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' };
  const { kind, apiVersion, ...rest } = object;
  const body = isTable ? tableOf(call.type, [object], metadata) : { kind, apiVersion, ...rest };
  sendJson(call.request, call.response, 200, body);
}
