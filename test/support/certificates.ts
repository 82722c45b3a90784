/**
 * Certificates for tests: an authority of one's own, server certificates for 127.0.0.1, client certificates with a user and groups
 * (P-256, a day long unless said). Made in about a millisecond each, so nothing is cached and no key ever lies in the repository.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der } from './der.ts';

export interface KeyAndCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

interface CertificateNames {
  readonly commonName: string;
  /** Kubernetes reads the groups of a user from here. */
  readonly organizations?: readonly string[];
}

/** Milliseconds since the epoch. */
export interface Validity {
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface CertificateAuthority {
  readonly certPem: string;
  /** For 127.0.0.1, localhost and the names that pods know the API server by, unless other names are given. */
  server(dnsNames?: readonly string[], addresses?: readonly string[], validity?: Validity): KeyAndCertificate;
  client(names: CertificateNames, validity?: Validity): KeyAndCertificate;
}

const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
};

const dayMs = 86_400_000;
const apiServerNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

interface Issuer {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function distinguishedName({ commonName, organizations = [] }: CertificateNames): Buffer {
  const part = (id: string, value: string) => der.set(der.sequence(der.objectId(id), der.text(value)));
  const groups = organizations.map((organization) => part(oid.organization, organization));
  return der.sequence(...groups, part(oid.commonName, commonName));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.objectId(id), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

function keyId(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}

function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Signs a version 3 certificate. */
function issue(
  issuer: Issuer,
  subject: Buffer,
  publicKey: KeyObject,
  extensions: readonly Buffer[],
  // An hour back, for machines whose clocks do not quite agree.
  { fromMs = Date.now() - 3_600_000, untilMs = Date.now() + dayMs }: Validity = {},
): string {
  const algorithm = der.sequence(der.objectId(oid.ecdsaWithSha256));
  const identifiers = [
    extension(oid.subjectKeyId, false, der.octets(keyId(publicKey))),
    extension(oid.authorityKeyId, false, der.sequence(der.tagged(0x80, keyId(issuer.publicKey)))),
  ];
  const body = der.sequence(
    der.tagged(0xa0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    issuer.name,
    der.sequence(der.time(new Date(fromMs)), der.time(new Date(untilMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(0xa3, der.sequence(...extensions, ...identifiers)),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  return toPem('CERTIFICATE', der.sequence(body, algorithm, der.bits(signature)));
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function addressBytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function issueLeaf(
  issuer: Issuer,
  names: CertificateNames,
  purpose: string,
  more: readonly Buffer[],
  validity: Validity | undefined,
): KeyAndCertificate {
  const { publicKey, privateKey } = newKey();
  const extensions = [
    extension(oid.basicConstraints, true, der.sequence()),
    extension(oid.keyUsage, true, der.bits(Buffer.from([0x80]), 7)),
    extension(oid.extendedKeyUsage, false, der.sequence(der.objectId(purpose))),
    ...more,
  ];
  const certPem = issue(issuer, distinguishedName(names), publicKey, extensions, validity);
  return { certPem, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** @param commonName what the authority calls itself; two authorities of one name are still different. */
export function createAuthority(commonName = 'kubernetes'): CertificateAuthority {
  const { publicKey, privateKey } = newKey();
  const issuer: Issuer = { name: distinguishedName({ commonName }), privateKey, publicKey };
  const certPem = issue(issuer, issuer.name, publicKey, [
    extension(oid.basicConstraints, true, der.sequence(der.boolean(true))),
    // digitalSignature, keyCertSign, cRLSign
    extension(oid.keyUsage, true, der.bits(Buffer.from([0x86]), 1)),
  ]);
  return {
    certPem,
    server(dnsNames = apiServerNames, addresses = ['127.0.0.1'], validity) {
      const alternatives = der.sequence(
        ...dnsNames.map((name) => der.tagged(0x82, Buffer.from(name))),
        ...addresses.map((address) => der.tagged(0x87, addressBytes(address))),
      );
      const names = { commonName: dnsNames[0] ?? addresses[0] ?? 'server' };
      return issueLeaf(issuer, names, oid.serverAuth, [extension(oid.subjectAltName, false, alternatives)], validity);
    },
    client: (names, validity) => issueLeaf(issuer, names, oid.clientAuth, [], validity),
  };
}
