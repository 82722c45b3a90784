/** Servers and networks that are closed after each test. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { createNetwork } from '../../../electron/backend/network/create-network.ts';
import type { Network, NetworkSettings } from '../../../electron/backend/network/network.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import type { KeyAndCertificate } from '../../support/certificates.ts';
import { type ProxyServerOptions, startProxyServer } from '../../support/proxy-server.ts';

export const never = new AbortController().signal;

export const cleanups: (() => unknown)[] = [];

/** To be called once at the top of a test file. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

export function network(settings: Partial<NetworkSettings> = {}, env: Record<string, string> = {}): Network {
  return createNetwork({ settings: () => ({ ...defaultSettings, ...settings }), env });
}

/** @returns its port. */
export async function serve(onRequest: RequestListener, certificate?: KeyAndCertificate, ca?: string): Promise<number> {
  const server: Server =
    certificate === undefined
      ? createHttpServer(onRequest)
      : createHttpsServer(
          {
            cert: certificate.certPem,
            key: certificate.keyPem,
            ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: false }),
          },
          onRequest,
        );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

export async function proxy(options?: ProxyServerOptions) {
  const started = await startProxyServer(options);
  cleanups.push(() => started.stop());
  return started;
}

/** An AppError as data. */
export async function failureOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
  throw new Error('it did not fail');
}
