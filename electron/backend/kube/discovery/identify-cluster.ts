/** Which cluster an API server is the API server of: what is remembered for it is found again under any context's name. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ClusterKey } from '../../../../shared/model/source-choice.ts';
import { abortable } from '../../base/deadline.ts';
import { readSmallFile } from '../../base/read-file.ts';
import type { ResolvedContext } from '../../contexts/merge-group.ts';
import type { KubeClient } from '../kube-client.ts';
import { isUnreadable } from './prometheus-resources.ts';

const namespaceObject = z.object({ metadata: z.object({ uid: z.string().min(1) }) });

/** One small object. */
const timeoutMs = 5000;

const maxAuthorityBytes = 1024 * 1024;

export type ClusterAddress = Pick<ResolvedContext['cluster'], 'server' | 'caData' | 'caFile'>;

/**
 * The UID of kube-system lives as long as the cluster does. Where it may not be read, a hash of the server's address and authority stands
 * in for it; but not where the API server only did not answer: the same cluster would then have two names.
 * @throws AppError api.*, auth.*; CancelledError
 */
export async function identifyCluster(
  client: KubeClient,
  cluster: ClusterAddress,
  signal: AbortSignal,
): Promise<ClusterKey> {
  try {
    const options = { signal, timeoutMs };
    const { metadata } = await client.get('/api/v1/namespaces/kube-system', namespaceObject, options);
    return `uid:${metadata.uid}` as ClusterKey;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return `server:${await addressHash(cluster, signal)}` as ClusterKey;
  }
}

async function addressHash({ server, caData, caFile }: ClusterAddress, signal: AbortSignal): Promise<string> {
  const authority = caData === undefined ? await readAuthority(caFile, signal) : Buffer.from(caData, 'base64');
  const address = server.replace(/\/+$/, '').toLowerCase();
  return createHash('sha256').update(address).update('\n').update(authority).digest('hex');
}

/** The client has read the file to connect; should it be gone by now, the address alone has to do. */
async function readAuthority(file: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
  if (file === undefined) return new Uint8Array();
  return abortable(
    signal,
    readSmallFile(file, maxAuthorityBytes).catch(() => new Uint8Array()),
  );
}
