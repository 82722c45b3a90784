/** A real Prometheus with TLS and a login of its own (`--web.config.file`). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { CertificateAuthority } from '../support/certificates.ts';
import { plainRequest } from '../support/http.ts';
import { endProcess } from '../support/servers/real-server.ts';

export interface SecurePrometheus {
  /** https://127.0.0.1:PORT */
  readonly url: string;
  /** Where it lies: `ca.pem`, and room for what a test writes. */
  readonly dir: string;
  stop(): Promise<void>;
}

export interface SecureOptions {
  readonly authority: CertificateAuthority;
  /** User → bcrypt hash of the password. */
  readonly users?: Readonly<Record<string, string>>;
  /** Whose client certificates are demanded. */
  readonly clientCa?: string;
  /** For asking whether it is ready. */
  readonly ready: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly cert?: string;
    readonly key?: string;
  };
}

const startDeadlineMs = 20_000;
const parentDeath = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

export async function startSecurePrometheus(options: SecureOptions): Promise<SecurePrometheus> {
  const { authority, users, clientCa, ready } = options;
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-secure-'));
  const { certPem, keyPem } = authority.server();
  const port = await freePort();
  const web = {
    tls_server_config: {
      cert_file: 'server.pem',
      key_file: 'server.key',
      ...(clientCa !== undefined && {
        client_auth_type: 'RequireAndVerifyClientCert',
        client_ca_file: 'clients.pem',
      }),
    },
    ...(users !== undefined && { basic_auth_users: users }),
  };
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'nothing', static_configs: [{ targets: ['127.0.0.1:1'] }] }],
  };
  const files = {
    'server.pem': certPem,
    'server.key': keyPem,
    'ca.pem': authority.certPem,
    'clients.pem': clientCa ?? '',
    'web.yml': stringify(web),
    'prometheus.yml': stringify(config),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dir, name), text, { mode: 0o600 })));
  const [program = '', ...args] = [
    ...parentDeath,
    'prometheus',
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--web.config.file=${join(dir, 'web.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const url = `https://127.0.0.1:${port}`;
  const stop = async () => {
    await endProcess(child);
    await rm(dir, { recursive: true, force: true });
  };
  if (await answers(`${url}/-/ready`, child, { ca: authority.certPem, ...ready })) return { url, dir, stop };
  await stop();
  throw new Error(`prometheus did not start:\n${output}`);
}

async function answers(
  url: string,
  child: ChildProcess,
  options: Parameters<typeof plainRequest>[1],
): Promise<boolean> {
  const deadline = performance.now() + startDeadlineMs;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await plainRequest(url, { timeoutMs: 3000, ...options }).catch(() => undefined);
    if (answer?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** Free a moment ago, which is enough for a suite that starts two. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
