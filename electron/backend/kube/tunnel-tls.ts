/**
 * TLS inside a tunnel, for a service that speaks nothing else. The certificate is not verified, and need not be: it is made out to a
 * name inside the cluster by an authority that nobody outside knows, and the API server, whose own certificate was verified, says to
 * which pod the tunnel leads, as it does for plain services. No credentials are sent over it.
 */
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { CancelledError } from '../../../shared/base/errors.ts';

/**
 * Takes over the tunnel: it is closed with the stream that comes back, and where the handshake fails.
 * @throws what the tunnel was destroyed with, or the handshake's own error; CancelledError
 */
export function secureTunnel(tunnel: Duplex, servername: string, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      socket: tunnel,
      servername,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    const abort = () => secure.destroy(new CancelledError());
    tunnel.once('error', (error) => secure.destroy(error));
    secure.once('close', () => {
      signal.removeEventListener('abort', abort);
      tunnel.destroy();
    });
    // For good: Node tells twice of a tunnel that breaks in the middle of the handshake; and later, until its owner listens, somebody has to.
    secure.on('error', reject);
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      resolve(secure);
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
