/** What the diagnosis says of the API server itself: how the user signs in, its version, which cluster it is. Nothing waits for it. */
import { z } from 'zod';
import { AppError, type ErrorDetails, isCancellation } from '../../../../shared/base/errors.ts';
import type { ClusterKey } from '../../../../shared/model/source-choice.ts';
import type { KubeClient, SignIn } from '../kube-client.ts';
import type { DiagnosisRecorder } from './diagnosis-recorder.ts';
import { type ClusterAddress, identifyCluster } from './identify-cluster.ts';

const version = z.object({ gitVersion: z.string() });
const timeoutMs = 5000;

/** Never fails where the API server or the login does: that is written down. */
export async function learnSignIn(client: KubeClient, recorder: DiagnosisRecorder, signal: AbortSignal): Promise<void> {
  const asked = { kind: 'signIn', facts: { user: client.user } } as const;
  await written(
    recorder.step(
      asked,
      () => client.signIn(signal),
      (found) => ({ kind: 'signedIn', facts: factsOf(found) }),
    ),
  );
}

function factsOf({ kind: method, validUntilMs, command }: SignIn): ErrorDetails {
  return { method, ...(validUntilMs !== undefined && { validUntilMs }), ...(command !== undefined && { command }) };
}

/** Never fails where the API server does. @param cluster undefined where it is known already. */
export async function learnServer(
  client: KubeClient,
  recorder: DiagnosisRecorder,
  cluster: ClusterAddress | undefined,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    written(
      // It is shown where it may be read; there is nothing to be done where it may not.
      client
        .get('/version', version, { signal, timeoutMs })
        .then(({ gitVersion }) => recorder.serverVersion(gitVersion)),
    ),
    cluster === undefined ? undefined : written(recordIdentity(client, recorder, cluster, signal)),
  ]);
}

/** As identifyCluster, written down. @throws AppError api.*, auth.*; CancelledError */
async function recordIdentity(
  client: KubeClient,
  recorder: DiagnosisRecorder,
  cluster: ClusterAddress,
  signal: AbortSignal,
): Promise<ClusterKey> {
  const identify = () => identifyCluster(client, cluster, signal);
  const key = await recorder.step({ kind: 'identify' }, identify, (found) => ({
    kind: 'identified',
    facts: { cluster: found },
    // Else it was refused, and stands by the address.
    status: found.startsWith('uid:') ? 200 : undefined,
  }));
  recorder.cluster(key);
  return key;
}

async function written(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError) && !isCancellation(error)) throw error;
  }
}
