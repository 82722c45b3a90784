/** What an exec plugin is told of the cluster (`spec.cluster` of an ExecCredential), where its entry asks for it. */
import type { ResolvedContext } from '../../contexts/merge-group.ts';
import { pemSource } from './credential-files.ts';

/** @throws AppError auth.badCredentials: the authority's file */
export async function execClusterInfo({ cluster, user }: ResolvedContext): Promise<Readonly<Record<string, unknown>>> {
  const ca = await pemSource(user.name, 'the certificate authority', cluster.caData, cluster.caFile).read();
  return {
    server: cluster.server,
    ...(cluster.tlsServerName !== undefined && { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify && { 'insecure-skip-tls-verify': true }),
    ...(ca !== undefined && { 'certificate-authority-data': ca.toString('base64') }),
    ...(cluster.proxyUrl !== undefined && { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.execConfig !== undefined && { config: cluster.execConfig }),
  };
}
