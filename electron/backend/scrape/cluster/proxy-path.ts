/**
 * Paths of the API server that are made of what others have written: names, labels, annotations, redirects. They are asked for with the user's
 * credentials, so whatever is written shall not lead anywhere else, neither at the API server nor at what stands before it and tidies paths.
 */
import { AppError } from '../../../../shared/base/errors.ts';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const objectName = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?';

const named = new RegExp(`^${objectName}$`);

/** What a target of the API server's own jobs may ask for. Nothing in it means anything else to anybody who decodes or tidies it. */
const ownPath = new RegExp(`^/(?:metrics|api/v1/nodes/${objectName}/proxy/metrics)(?:/[\\w-]+)*$`);

/** Each time a server decodes a path it may be another one. Nobody means one that is encoded more often, and each time costs its length. */
const mostDecodings = 8;

/** @param pathname without its query */
export function isMetricsPath(pathname: string): boolean {
  return ownPath.test(pathname);
}

export interface ProxiedPod {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** Decoded, as the API server writes it before the pod's own paths. @throws AppError api.notFound for names that no object has */
export function podProxyPath(server: string, { namespace, pod, port, isSecure }: ProxiedPod): string {
  const path = `/api/v1/namespaces/${namespace}/pods/${isSecure ? 'https:' : ''}${pod}:${port}/proxy`;
  if (!named.test(namespace) || !named.test(pod)) throw notAsked(server, path, 'it names no pod');
  return path;
}

/** @param path the pod's own, with its query. @throws AppError api.notFound where it would lead out of it */
export function checkBelowProxy(server: string, path: string): void {
  const pathname = path.replace(/[?#].*$/s, '');
  if (!pathname.startsWith('/') || isLeading(pathname)) {
    throw notAsked(server, pathname, "it would lead out of the pod's own paths");
  }
}

export function notAsked(server: string, path: string, reason: string): AppError {
  return new AppError('api.notFound', `${server} is not asked for ${path}: ${reason}.`, { details: { server, path } });
}

/** Whether one of those who pass it on may see a way up in it, however often it is decoded, and whichever slash it takes for one. */
function isLeading(pathname: string): boolean {
  let path = pathname;
  for (let decodings = 0; decodings <= mostDecodings; decodings += 1) {
    // What comes after one of these is no part of a segment for some.
    if (path.split(/[/\\]/).some((segment) => /^\.\.?(?:[;?#]|$)/.test(segment)) || hasControl(path)) return true;
    const decoded = path.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
    if (decoded === path) return false;
    path = decoded;
  }
  return true;
}

function hasControl(path: string): boolean {
  return [...path].some((character) => character < ' ' || character === '\x7f');
}
