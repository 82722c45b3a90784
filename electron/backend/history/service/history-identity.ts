/** Whose samples a history has: a source is known by its cluster and its server, never by the name of a context. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

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

const text = z.string().max(2048);
const origin: z.ZodType<HistoryOrigin> = z.object({
  kind: z.enum(['prometheus', 'scraped', 'imported']),
  ...{ cluster: text, server: text, name: text, version: text },
});

export function originText({ kind, cluster, server, name, version }: HistoryOrigin): string {
  return JSON.stringify({ kind, cluster, server, name, version });
}

/** @returns undefined for what no Binnacle wrote */
export function readOrigin(written: string): HistoryOrigin | undefined {
  try {
    const parsed = origin.safeParse(JSON.parse(written));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The name of its folder: the same for the same identity, and of no use to find out what that is. */
export function folderName({ kind, cluster, server }: HistoryIdentity): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, cluster, server]))
    .digest('hex');
  return `${kind}-${hash.slice(0, 16)}`;
}
