import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../../support/certificates.ts';

describe('certificates for tests', () => {
  test('a server certificate is signed by its authority and names its addresses', () => {
    const authority = createAuthority('test-ca');
    const root = new X509Certificate(authority.certPem);
    const leaf = new X509Certificate(authority.server().certPem);
    expect({
      rootIsAuthority: root.ca,
      rootSubject: root.subject,
      leafIsAuthority: leaf.ca,
      signed: leaf.verify(root.publicKey) && leaf.checkIssued(root),
      names: leaf.subjectAltName,
    }).toEqual({
      rootIsAuthority: true,
      rootSubject: 'CN=test-ca',
      leafIsAuthority: false,
      signed: true,
      names: 'DNS:localhost, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, IP Address:127.0.0.1',
    });
  });

  test('a client certificate carries the user and the groups', () => {
    const { certPem } = createAuthority().client({ commonName: 'ada', organizations: ['ops', 'system:masters'] });
    expect(new X509Certificate(certPem).subject).toBe('O=ops\nO=system:masters\nCN=ada');
  });

  test('a mutual handshake succeeds, and another authority of the same name is not trusted', async () => {
    const authority = createAuthority();
    const { certPem, keyPem } = authority.server();
    const server = createServer({ cert: certPem, key: keyPem, ca: authority.certPem, requestCert: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const client = authority.client({ commonName: 'ada' });
    const accepted = once(server, 'secureConnection');
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: authority.certPem,
      cert: client.certPem,
      key: client.keyPem,
    });
    const [peer] = (await accepted) as [TLSSocket];
    const stranger = connect({ host: '127.0.0.1', port, ca: createAuthority().certPem });
    const [error] = await once(stranger, 'error');
    expect([peer.authorized, peer.getPeerCertificate().subject.CN, error instanceof Error]).toEqual([
      true,
      'ada',
      true,
    ]);
    socket.destroy();
    stranger.destroy();
    peer.destroy();
    server.close();
  });
});
