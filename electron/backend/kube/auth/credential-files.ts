/** The files that a kubeconfig names: read again when they have changed, since certificates and tokens are rotated. */
import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import tls from 'node:tls';
import { type AppError, errorText } from '../../../../shared/base/errors.ts';
import { abortable, withDeadline } from '../../base/deadline.ts';
import { readSmallFile } from '../../base/read-file.ts';
import type { UserEntry } from '../../contexts/kubeconfig-entries.ts';
import { badCredentials } from './auth-errors.ts';
import type { ClientCertificate } from './credential.ts';

/** A bundle of all public authorities is a quarter of it. */
const maxFileBytes = 1024 * 1024;

/** They are read in a millisecond, or lie on a drive that is gone. */
const filesTimeoutMs = 10_000;

/** Reads take no signal, and a drive that hangs never answers. */
export function inFileTime<T>(user: string, signal: AbortSignal, reading: () => Promise<T>): Promise<T> {
  const late = () => badCredentials(user, `a file that it names did not answer within ${filesTimeoutMs / 1000} s`);
  return withDeadline(signal, filesTimeoutMs, late, (limited) => abortable(limited, reading()));
}

/** Reads a PEM of data or a file. The same buffer as before where the file has not changed. */
export interface PemSource {
  read(): Promise<Buffer | undefined>;
}

/**
 * @param what how messages name it.
 * @param data base64; wins over the file, as in kubectl.
 */
export function pemSource(user: string, what: string, data: string | undefined, file: string | undefined): PemSource {
  if (data !== undefined) {
    const pem = Buffer.from(data, 'base64');
    return { read: async () => checkedPem(user, what, pem) };
  }
  if (file === undefined) return { read: () => Promise.resolve(undefined) };
  let known: { readonly mark: string; readonly pem: Buffer } | undefined;
  return {
    async read() {
      const mark = await fileMark(file);
      if (known === undefined || mark === undefined || known.mark !== mark) {
        const pem = checkedPem(user, what, await readCredentialFile(user, what, file));
        // Written again with the same content it is still the same.
        known = { mark: mark ?? '', pem: known?.pem.equals(pem) ? known.pem : pem };
      }
      return known.pem;
    },
  };
}

/** What changes when a file is written or replaced; undefined where it is not there. */
async function fileMark(file: string): Promise<string | undefined> {
  try {
    const { mtimeNs, size, ino } = await stat(file, { bigint: true });
    return [mtimeNs, size, ino].join(' ');
  } catch {
    return undefined; // reading it says why
  }
}

/** OpenSSL silently trusts nothing where the authority is no PEM: then every certificate would look wrong. */
function checkedPem(user: string, what: string, pem: Buffer): Buffer {
  if (!pem.includes('-----BEGIN ')) throw badCredentials(user, `${what} is not in PEM format`);
  return pem;
}

async function readCredentialFile(user: string, what: string, file: string): Promise<Buffer> {
  try {
    return await readSmallFile(file, maxFileBytes);
  } catch (error) {
    throw badCredentials(user, `${what}, ${file}, cannot be read: ${errorText(error)}`, error);
  }
}

/** @throws AppError auth.badCredentials */
export async function readTokenFile(user: string, file: string): Promise<string> {
  const token = (await readCredentialFile(user, 'the token file', file)).toString('utf8').trim();
  if (token === '') throw badCredentials(user, `the token file, ${file}, is empty`);
  return token;
}

/** A client certificate, and until when it holds. */
export interface ReadCertificate {
  readonly certificate: ClientCertificate;
  readonly validUntilMs: number | undefined;
}

/**
 * The client certificate of a user entry, as its files have it now.
 * @param onKept told why a new pair is not used yet: rotation writes two files, and between them they do not belong together.
 */
export function certificateSource(
  user: UserEntry,
  onKept: (reason: string) => void,
): { read(): Promise<ReadCertificate | undefined> } {
  const certPem = pemSource(user.name, 'the client certificate', user.certData, user.certFile);
  const keyPem = pemSource(user.name, 'the client key', user.keyData, user.keyFile);
  let known: ReadCertificate | undefined;

  async function readNow(): Promise<ReadCertificate | undefined> {
    const [cert, key] = await Promise.all([certPem.read(), keyPem.read()]);
    if (cert === undefined && key === undefined) return undefined;
    if (cert === undefined || key === undefined) {
      const [there, missing] = cert === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
      throw badCredentials(user.name, `there is a client ${there} without its ${missing}`);
    }
    if (known?.certificate.cert === cert && known.certificate.key === key) return known;
    checkPair(user.name, cert, key);
    return { certificate: { cert, key }, validUntilMs: expiryOf(cert) };
  }

  return {
    async read() {
      try {
        known = await readNow();
      } catch (error) {
        if (known === undefined) throw error;
        onKept((error as AppError).message);
      }
      return known;
    },
  };
}

function checkPair(user: string, cert: Buffer, key: Buffer): void {
  try {
    tls.createSecureContext({ cert, key });
  } catch (error) {
    throw badCredentials(user, errorText(error), error);
  }
}

function expiryOf(cert: Buffer): number | undefined {
  try {
    return new X509Certificate(cert).validToDate.getTime();
  } catch {
    return undefined; // OpenSSL took it; what it says of time stays unknown
  }
}
