/** Clients that are closed after each test, with whatever else it registers. */
import { afterEach } from 'vitest';
import type { ResolvedContext } from '../../../electron/backend/contexts/merge-group.ts';
import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../../electron/backend/kube/open-kube-client.ts';
import { type KubeServices, type KubeServicesOptions, openKubeServices } from '../../support/kube-services.ts';

export const never = new AbortController().signal;

/** What a test opened, to be closed in reverse order. */
export const cleanups: (() => Promise<unknown>)[] = [];

/** To be called once at the top of a test file. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

/** Closed after the test. */
export function services(options: KubeServicesOptions = {}): KubeServices {
  const made = openKubeServices(options);
  cleanups.push(() => made.credentials.close());
  return made;
}

/** @param by what signs in and connects; nothing special by default. */
export async function open(context: ResolvedContext, by: KubeServices = services()): Promise<KubeClient> {
  const client = await openKubeClient(context, by);
  cleanups.push(() => client.close());
  return client;
}
