/** What a request's path and method ask for, as the API server's RequestInfo resolves them. */
import { type ResourceType, resourceTypes } from './resource-types.ts';
import type { Attributes } from './users.ts';

export interface RequestInfo {
  readonly attributes: Attributes;
  /** Of a resource path, where the double knows it. */
  readonly type?: ResourceType;
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function verbFor(method: string, named: boolean, search: URLSearchParams): string {
  const verb = verbs[method] ?? method.toLowerCase();
  if (named) return verb;
  if (verb === 'get') return ['1', 'true'].includes(search.get('watch') ?? '') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

/** `['api', 'v1', …]` and `['apis', group, version, …]` to what follows; undefined for any other path. */
function splitGroup(parts: readonly string[]): { group: string; version: string; rest: readonly string[] } | undefined {
  const [root, first, second] = parts;
  if (root === 'api' && first !== undefined) return { group: '', version: first, rest: parts.slice(2) };
  if (root !== 'apis' || first === undefined || second === undefined) return undefined;
  return { group: first, version: second, rest: parts.slice(3) };
}

/** A malformed escape stands for itself: such an object is not found. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @param url of a request to the API server; never throws */
export function requestInfo(method: string, url: URL): RequestInfo {
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const path: RequestInfo = {
    attributes: { kind: 'path', verb: verbs[method] ?? method.toLowerCase(), path: url.pathname },
  };
  const split = splitGroup(parts);
  if (split === undefined || split.rest.length === 0) return path;
  const { group, version, rest } = split;
  // /namespaces/NS/pods is about pods; /namespaces/NS and /namespaces/NS/status are about the namespace.
  const isInside = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize';
  const [resource = '', name, subresource] = isInside ? rest.slice(2) : rest;
  const namespace = rest[0] === 'namespaces' ? rest[1] : undefined;
  const type = resourceTypes.find((one) => one.group === group && one.version === version && one.plural === resource);
  return {
    attributes: {
      kind: 'resource',
      verb: verbFor(method, name !== undefined, url.searchParams),
      group,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
    ...(type === undefined ? {} : { type }),
  };
}
