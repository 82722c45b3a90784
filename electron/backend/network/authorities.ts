/** Which certificate authorities count: the caller's own alone, else the bundled ones with the system's and the user's files. */
import path from 'node:path';
import tls from 'node:tls';
import { errorText } from '../../../shared/base/errors.ts';
import { readSmallFile } from '../base/read-file.ts';
import type { NetworkSettings, TlsMaterial } from './network.ts';

type Choice = Pick<NetworkSettings, 'systemAuthorities' | 'authorityFiles'>;

interface AuthorityFile {
  readonly path: string;
  readonly pem: string;
}

/** What is trusted now. The same object as before where nothing changed. */
interface Trusted {
  /** Undefined: Node's own list, which it keeps ready. */
  readonly ca: readonly string[] | undefined;
  /** Files that could not be read. They hide no others, and are told where an authority turns out to be unknown. */
  readonly problems: readonly string[];
}

/** What a connection needs of TLS besides its name, and the sessions that its connections may take up again. */
interface TlsContext {
  readonly secureContext: tls.SecureContext;
  readonly problems: readonly string[];
  readonly sessions: Map<string, Buffer>;
}

export interface Authorities {
  /** Made once for a material (the object itself) and made anew when the authorities change. @throws what OpenSSL says of the material */
  contextOf(material: TlsMaterial): Promise<TlsContext>;
}

/** A bundle of all public authorities is a quarter of it. */
const maxFileBytes = 1024 * 1024;

/** @param homeDir what `~` in the settings' paths is. */
export function createAuthorities(settings: () => Choice, homeDir: string): Authorities {
  const contexts = new WeakMap<TlsMaterial, { readonly trusted: Trusted | undefined; readonly context: TlsContext }>();
  let last: { readonly key: string; readonly trusted: Trusted } | undefined;

  async function trustedNow(): Promise<Trusted> {
    const { systemAuthorities, authorityFiles } = settings();
    const read = await Promise.all(authorityFiles.map((file) => readAuthorities(file, homeDir)));
    const files = read.filter((one) => typeof one !== 'string');
    const problems = read.filter((one) => typeof one === 'string');
    const key = JSON.stringify([systemAuthorities, files, problems]);
    if (last?.key !== key) last = { key, trusted: { ca: listOf(systemAuthorities, files), problems } };
    return last.trusted;
  }

  return {
    async contextOf(material) {
      const trusted = material.ca === undefined ? await trustedNow() : undefined;
      const known = contexts.get(material);
      if (known !== undefined && known.trusted === trusted) return known.context;
      const { cert, key, passphrase, moreAuthorities = [] } = material;
      const ca = material.ca ?? withMore(trusted?.ca, moreAuthorities);
      const secureContext = tls.createSecureContext({
        ...(ca !== undefined && { ca: typeof ca === 'string' || Buffer.isBuffer(ca) ? ca : [...ca] }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        ...(passphrase !== undefined && { passphrase }),
      });
      const context = { secureContext, problems: trusted?.problems ?? [], sessions: new Map() };
      contexts.set(material, { trusted, context });
      return context;
    },
  };
}

async function readAuthorities(file: string, homeDir: string): Promise<AuthorityFile | string> {
  const absolute = /^~[/\\]/.test(file) ? path.join(homeDir, file.slice(2)) : file;
  try {
    const pem = (await readSmallFile(absolute, maxFileBytes)).toString('latin1');
    // OpenSSL silently trusts nothing where the authority is no PEM: then every certificate would look wrong.
    return pem.includes('-----BEGIN ') ? { path: file, pem } : `${file}, which the settings name, is not in PEM format`;
  } catch (error) {
    return `${file}, which the settings name, cannot be read: ${errorText(error)}`;
  }
}

/** @param ca undefined: Node's own, which a list has to name. */
function withMore(ca: readonly string[] | undefined, more: readonly string[]): readonly string[] | undefined {
  return more.length === 0 ? ca : [...new Set([...(ca ?? tls.getCACertificates('default')), ...more])];
}

function listOf(withSystem: boolean, files: readonly AuthorityFile[]): readonly string[] | undefined {
  if (!withSystem && files.length === 0) return undefined;
  const own = files.map(({ pem }) => pem);
  // The system's are much the same as the bundled ones, and every certificate costs a tenth of a millisecond.
  return [...new Set([...tls.getCACertificates('default'), ...(withSystem ? systemAuthorities() : []), ...own])];
}

/** Node reads them at the first time, which takes a tenth of a second, and keeps them. */
function systemAuthorities(): readonly string[] {
  try {
    return tls.getCACertificates('system');
  } catch {
    return []; // a system whose store cannot be read has the bundled ones
  }
}
