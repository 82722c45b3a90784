/** What a connection to an address needs: headers, and for https its certificates, read from their files now. */
import { X509Certificate } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import tls from 'node:tls';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import type { Address, AddressAuth, AddressHeader } from '../../../shared/model/address.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import { readSmallFile } from '../base/read-file.ts';
import type { TlsMaterial } from '../network/network.ts';
import { badCredentials } from './check-address.ts';

/** An address with its secrets in it: never kept, never told. */
export type OpenAddress = Omit<Address, 'id' | 'auth' | 'headers'> & {
  readonly auth: AddressAuth<string>;
  readonly headers: readonly AddressHeader<string>[];
};

export interface Material {
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for http. */
  readonly tls: TlsMaterial | undefined;
}

/** A file on a network drive that is away never answers. */
const filesTimeoutMs = 5000;

const maxFileBytes = 1024 * 1024;

/** @param homeDir what `~` in its paths is. @throws AppError address.badCredentials; CancelledError */
export async function readMaterial(address: OpenAddress, homeDir: string, signal: AbortSignal): Promise<Material> {
  const headers = headersOf(address);
  if (!address.url.startsWith('https:')) return { headers, tls: undefined };
  const late = () => badCredentials(address.name, `its files did not answer within ${filesTimeoutMs / 1000} s`);
  const reading = async () => ({
    ...(await clientCertificate(address, homeDir)),
    ...(await ownAuthority(address, homeDir)),
  });
  const files = await withDeadline(signal, filesTimeoutMs, late, (limited) => abortable(limited, reading()));
  const { tlsServerName, insecureSkipTlsVerify } = address;
  return {
    headers,
    tls: {
      ...files,
      ...(tlsServerName && { servername: tlsServerName }),
      rejectUnauthorized: !insecureSkipTlsVerify,
    },
  };
}

function headersOf({ auth, headers }: OpenAddress): Record<string, string> {
  const all = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]));
  if (auth.kind === 'basic') {
    all.authorization = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
  }
  if (auth.kind === 'bearer') all.authorization = `Bearer ${auth.token}`;
  return all;
}

async function clientCertificate({ name, auth }: OpenAddress, homeDir: string): Promise<TlsMaterial> {
  if (auth.kind !== 'certificate') return {};
  const [cert, key] = await Promise.all([auth.certFile, auth.keyFile].map((path) => readNamed(name, path, homeDir)));
  const { passphrase } = auth;
  const material: TlsMaterial = { cert, key, ...(passphrase !== undefined && { passphrase }) };
  try {
    tls.createSecureContext(material);
  } catch (error) {
    throw badCredentials(name, keyProblem(error, passphrase !== undefined), error);
  }
  return material;
}

/** OpenSSL's codes, in words; nothing of a key is in its own. */
function keyProblem(error: unknown, hasPassphrase: boolean): string {
  const code = String((error as { readonly code?: unknown }).code ?? '');
  if (/PASSPHRASE|BAD_PASSWORD|BAD_DECRYPT|MAC_VERIFY|INTERRUPTED_OR_CANCELLED/.test(code)) {
    return hasPassphrase ? 'the passphrase does not open the key' : 'the key is encrypted: type its passphrase';
  }
  if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code)) return 'the key is not the one of the certificate';
  return `the certificate or its key is not in PEM format (${errorText(error)})`;
}

/** It counts beside those that count anyway. */
async function ownAuthority({ name, caFile }: OpenAddress, homeDir: string): Promise<TlsMaterial> {
  if (caFile === undefined || caFile === '') return {};
  const own = await readNamed(name, caFile, homeDir);
  try {
    // OpenSSL silently trusts nothing where the authority is no PEM.
    new X509Certificate(own);
  } catch (error) {
    throw badCredentials(name, `${caFile} has no certificate in PEM format in it`, error);
  }
  return { moreAuthorities: [own] };
}

async function readNamed(name: string, path: string, homeDir: string): Promise<string> {
  const whole = /^~[/\\]/.test(path) ? join(homeDir, path.slice(2)) : path;
  if (!isAbsolute(whole)) throw badCredentials(name, `${path} is neither absolute nor under ~/`);
  try {
    return (await readSmallFile(whole, maxFileBytes)).toString('latin1');
  } catch (error) {
    throw error instanceof AppError ? error : badCredentials(name, `${path}: ${errorText(error)}`, error);
  }
}
