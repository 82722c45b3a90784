/** The table of handlers: which part of the double answers what. A new kind of request is a new row. */
import { serveProxy } from './api-proxies.ts';
import type { Call, ResourceCall } from './call.ts';
import { serveDocument } from './discovery-documents.ts';
import { foundObject, serveList, serveObject } from './lists.ts';
import { isServed, type ResourceType } from './resource-types.ts';
import { badRequest, StatusError, sendNotServed } from './responses.ts';
import { reviewAccess, reviewRules } from './reviews.ts';

type Handler = (call: ResourceCall) => void | Promise<void>;

function upgradeRequired(call: ResourceCall): never {
  foundObject(call);
  throw new StatusError(badRequest('Upgrade request required'));
}

/** By verb, resource and subresource. */
const special: Readonly<Record<string, Handler>> = {
  'create selfsubjectaccessreviews': reviewAccess,
  'create selfsubjectrulesreviews': reviewRules,
  'get pods/portforward': upgradeRequired,
  'create pods/portforward': upgradeRequired,
};

/** By verb, for every resource that is stored. */
const general: Readonly<Record<string, Handler>> = {
  list: serveList,
  get: serveObject,
  watch: (call) => call.watches.serve(call),
};

function notAllowed(): never {
  throw new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

/** Answers a request that is authenticated and allowed. @throws StatusError */
export function route(call: Call, type: ResourceType | undefined): void | Promise<void> {
  const { attributes } = call;
  if (attributes.kind === 'path') return serveDocument(call);
  if (type === undefined || !isServed(type, call.cluster)) return sendNotServed(call.response);
  const resourceCall: ResourceCall = { ...call, attributes, type };
  const { verb, resource, subresource } = attributes;
  const handler = special[subresource === undefined ? `${verb} ${resource}` : `${verb} ${resource}/${subresource}`];
  if (handler !== undefined) return handler(resourceCall);
  if (subresource === 'proxy' && type.subresources?.some(({ name }) => name === 'proxy'))
    return serveProxy(resourceCall);
  if (subresource !== undefined && type.subresources?.some((one) => one.name === subresource) !== true) {
    return sendNotServed(call.response);
  }
  const isAllowed = subresource === undefined && (type.verbs?.includes(verb) ?? true);
  return ((isAllowed ? general[verb] : undefined) ?? notAllowed)(resourceCall);
}
