/** What the ways to a candidate stand on, and what each of them comes to. */
import type { OpenHttpPool } from '../../network/network.ts';
import type { OpenedServer, ProbedServer, ProbeServer } from '../../sources/source.ts';
import type { KubeClient } from '../kube-client.ts';
import type { DiagnosisRecorder } from './diagnosis-recorder.ts';
import { createRights, type Rights } from './rights.ts';
import { createRoutes, type Routes } from './routes.ts';

export interface WayServices {
  readonly client: KubeClient;
  readonly probe: ProbeServer;
  readonly openHttp: OpenHttpPool;
  readonly recorder: DiagnosisRecorder;
  readonly rights: Rights;
  readonly routes: Routes;
}

export interface WayOptions {
  readonly signal: AbortSignal;
  /** As in HttpEndpoint; '' for none. */
  readonly matchers: string;
}

/** Whoever gets it closes `server`. */
export interface OpenedWay {
  readonly server: OpenedServer;
  readonly probed: ProbedServer;
  /** Of an address: what was asked. */
  readonly url?: string;
}

/** Each is asked for what it knows once, until the signal aborts. */
export function wayServices(
  client: KubeClient,
  {
    recorder,
    probe,
    openHttp,
    signal,
  }: Pick<WayServices, 'recorder' | 'probe' | 'openHttp'> & { readonly signal: AbortSignal },
): WayServices {
  const rights = createRights(client, recorder, signal);
  return { client, recorder, probe, openHttp, rights, routes: createRoutes(client, recorder, signal) };
}
