/** Whose samples a history has: a source is known by its cluster and its server, never by the name of a context. */
import { createHash } from 'node:crypto';
import { fieldOf, saidOf } from '../../base/read-fields.ts';

export interface HistoryIdentity {
  /** Recorded from a Prometheus, scraped by Binnacle itself, or brought by a file. */
  readonly kind: 'prometheus' | 'scraped' | 'imported';
  /** `uid:…` of kube-system, or `server:…` of server and authority; what is not in a cluster has an id of its own: `this-computer`. */
  readonly cluster: string;
  /** Which of the cluster's servers: engine and where it stands, as discovery names it; '' for what is scraped. */
  readonly server: string;
}

/** As it stands in the history itself; the newest that opened it for writing counts. */
export interface HistoryOrigin extends HistoryIdentity {
  /** What people call it: the name of the context, at that time. */
  readonly name: string;
  /** Of the server: its PromQL is the record's. '' where there is none, or it is not known. */
  readonly version: string;
}

const kinds: readonly HistoryOrigin['kind'][] = ['prometheus', 'scraped', 'imported'];
const mostCharacters = 2048;

export function originText({ kind, cluster, server, name, version }: HistoryOrigin): string {
  return JSON.stringify({ kind, cluster, server, name, version });
}

/** @returns undefined for what no Binnacle wrote */
export function readOrigin(written: string): HistoryOrigin | undefined {
  try {
    return originOf(JSON.parse(written));
  } catch {
    return undefined;
  }
}

/** By hand, as what tells failures of the upkeep: each thread that reads would carry a validator for the two. */
function originOf(given: unknown): HistoryOrigin | undefined {
  const said = saidOf(given);
  const kind = kinds.find((one) => one === fieldOf(said, 'kind'));
  const [cluster, server, name, version] = ['cluster', 'server', 'name', 'version'].map((key) => fieldOf(said, key));
  if (kind === undefined || !isText(cluster) || !isText(server) || !isText(name) || !isText(version)) return undefined;
  return { kind, cluster, server, name, version };
}

function isText(given: unknown): given is string {
  return typeof given === 'string' && given.length <= mostCharacters;
}

/** The name of its folder: the same for the same identity, and of no use to find out what that is. */
export function folderName({ kind, cluster, server }: HistoryIdentity): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, cluster, server]))
    .digest('hex');
  return `${kind}-${hash.slice(0, 16)}`;
}
