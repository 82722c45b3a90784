/** What is typed into the form of an address, what is wrong with it, and what of it is sent. Pure; secrets pass through and are kept nowhere. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { Address, AddressAuth, AddressHeader, AddressInput, Beside } from '../../../shared/model/address.ts';

export type LoginKind = AddressAuth['kind'];

/** What is typed of a secret. `kept`: the one that is kept stays; nothing is typed. */
export interface SecretText {
  readonly kept: boolean;
  readonly text: string;
}

export interface HeaderText {
  /** Of the row, for as long as the form is there. */
  readonly key: number;
  readonly name: string;
  readonly secret: boolean;
  readonly value: SecretText;
}

export interface AddressForm {
  readonly name: string;
  readonly url: string;
  readonly login: LoginKind;
  readonly user: string;
  readonly password: SecretText;
  readonly token: SecretText;
  readonly certFile: string;
  readonly keyFile: string;
  readonly passphrase: SecretText;
  readonly headers: readonly HeaderText[];
  readonly matchers: string;
  readonly caFile: string;
  readonly tlsServerName: string;
  readonly insecureSkipTlsVerify: boolean;
}

const untyped: SecretText = { kept: false, text: '' };
const kept: SecretText = { kept: true, text: '' };

/** @param address what is kept; undefined for a new one. */
export function formOf(address: Address | undefined): AddressForm {
  const auth: AddressAuth = address?.auth ?? { kind: 'none' };
  return {
    name: address?.name ?? '',
    url: address?.url ?? '',
    login: auth.kind,
    user: auth.kind === 'basic' ? auth.user : '',
    password: auth.kind === 'basic' ? kept : untyped,
    token: auth.kind === 'bearer' ? kept : untyped,
    certFile: auth.kind === 'certificate' ? auth.certFile : '',
    keyFile: auth.kind === 'certificate' ? auth.keyFile : '',
    passphrase: auth.kind === 'certificate' && auth.passphrase !== undefined ? kept : untyped,
    headers: (address?.headers ?? []).map((header, key) => ({
      key,
      name: header.name,
      secret: header.kind === 'secret',
      value: header.kind === 'secret' ? kept : { kept: false, text: header.value },
    })),
    matchers: address?.matchers ?? '',
    caFile: address?.caFile ?? '',
    tlsServerName: address?.tlsServerName ?? '',
    insecureSkipTlsVerify: address?.insecureSkipTlsVerify ?? false,
  };
}

/** Mimir and Cortex take the tenant by this header. It is a name and no secret. */
export const scopeHeader = 'X-Scope-OrgID';

/** A new header is a secret until it is said to be none. */
export function withHeader(form: AddressForm, name: string): AddressForm {
  const key = 1 + Math.max(-1, ...form.headers.map((header) => header.key));
  return { ...form, headers: [...form.headers, { key, name, secret: name !== scopeHeader, value: untyped }] };
}

/** Whether a header's name is one that credentials go by. */
export function looksSecret(name: string): boolean {
  return /auth|cookie|token|secret|passw|api-?key|session|credential/i.test(name);
}

/** The origin that secrets are typed for; undefined while the address is none. */
export function originOf(url: string): string | undefined {
  const text = url.trim();
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).origin : undefined;
}

/** What is kept was typed for another origin, and is not sent to this one. */
export function isElsewhere(form: AddressForm, address: Address | undefined): boolean {
  return address !== undefined && originOf(form.url) !== undefined && originOf(form.url) !== originOf(address.url);
}

type FieldError =
  | 'urlMissing'
  | 'urlScheme'
  | 'urlWrong'
  | 'urlUser'
  | 'userMissing'
  | 'secretMissing'
  | 'fileMissing'
  | 'certificateHttp'
  | 'headerName'
  | 'headerTwice'
  | 'headerValue';

/** Where something is wrong: a field, or the name or value of a header by its row. */
export type FieldName =
  | 'url'
  | 'user'
  | 'password'
  | 'token'
  | 'certFile'
  | 'keyFile'
  | 'passphrase'
  | 'matchers'
  | `headerName ${number}`
  | `headerValue ${number}`;

export type FieldErrors = ReadonlyMap<FieldName, FieldError>;

/** What can be told without asking the backend, which checks all of it again. */
export function checkForm(form: AddressForm, address: Address | undefined): FieldErrors {
  const elsewhere = isElsewhere(form, address);
  return new Map<FieldName, FieldError>([
    ...checkUrl(form.url),
    ...checkLogin(form, elsewhere),
    ...form.headers.flatMap((header) => checkHeader(header, form.headers, elsewhere)),
  ]);
}

type Found = readonly (readonly [FieldName, FieldError])[];

function checkUrl(url: string): Found {
  const text = url.trim();
  if (text === '') return [['url', 'urlMissing']];
  if (!/^https?:\/\//i.test(text)) return [['url', 'urlScheme']];
  if (!URL.canParse(text)) return [['url', 'urlWrong']];
  return text.includes('@') ? [['url', 'urlUser']] : [];
}

const isMissing = ({ kept: isKept, text }: SecretText, elsewhere: boolean) => text === '' && (!isKept || elsewhere);

function checkLogin(form: AddressForm, elsewhere: boolean): Found {
  const missing = (name: FieldName, wrong: boolean, error: FieldError): Found => (wrong ? [[name, error]] : []);
  switch (form.login) {
    case 'none':
      return [];
    case 'basic':
      return [
        ...missing('user', form.user === '', 'userMissing'),
        ...missing('password', isMissing(form.password, elsewhere), 'secretMissing'),
      ];
    case 'bearer':
      return missing('token', isMissing(form.token, elsewhere), 'secretMissing');
    case 'certificate':
      return [
        ...missing('certFile', form.certFile.trim() === '', 'fileMissing'),
        ...missing('keyFile', form.keyFile.trim() === '', 'fileMissing'),
        ...missing('url', /^http:/i.test(form.url.trim()), 'certificateHttp'),
      ];
  }
}

/** As the contract has it: RFC 9110's token. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;

function checkHeader(header: HeaderText, all: readonly HeaderText[], elsewhere: boolean): Found {
  const { key, name, secret, value } = header;
  const same = all.filter((one) => one.name.trim().toLowerCase() === name.trim().toLowerCase());
  const names: Found = !headerName.test(name.trim())
    ? [[`headerName ${key}`, 'headerName']]
    : same.length > 1 && same[0] !== header
      ? [[`headerName ${key}`, 'headerTwice']]
      : [];
  const lacking = secret ? isMissing(value, elsewhere) : value.text === '';
  return lacking ? [...names, [`headerValue ${key}`, 'headerValue']] : names;
}

/** Undefined, which keeps what is kept, unless something was typed. */
const typed = ({ kept: isKept, text }: SecretText): string | undefined => (isKept || text === '' ? undefined : text);
const orAbsent = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** What is sent. Only for a form without errors. */
export function inputOf(form: AddressForm, address: Address | undefined, beside?: Beside): AddressInput {
  const url = form.url.trim();
  return {
    ...(address === undefined ? {} : { id: address.id }),
    ...(beside === undefined ? {} : { beside }),
    name: (form.name.trim() || url).slice(0, 200),
    url,
    auth: authOf(form),
    headers: form.headers.map(headerOf),
    matchers: form.matchers.trim(),
    caFile: orAbsent(form.caFile),
    tlsServerName: orAbsent(form.tlsServerName),
    insecureSkipTlsVerify: form.insecureSkipTlsVerify,
  };
}

function authOf(form: AddressForm): AddressAuth<string | undefined> {
  switch (form.login) {
    case 'none':
      return { kind: 'none' };
    case 'basic':
      return { kind: 'basic', user: form.user, password: typed(form.password) };
    case 'bearer':
      return { kind: 'bearer', token: typed(form.token) };
    case 'certificate':
      return {
        kind: 'certificate',
        certFile: form.certFile.trim(),
        keyFile: form.keyFile.trim(),
        passphrase: typed(form.passphrase),
      };
  }
}

function headerOf({ name, secret, value }: HeaderText): AddressHeader<string | undefined> {
  return secret
    ? { kind: 'secret', name: name.trim(), value: typed(value) }
    : { kind: 'plain', name: name.trim(), value: value.text };
}

/** The field that the backend's refusal is about; undefined where it is about none, or about all. */
export function fieldOf(error: AppErrorData, form: AddressForm): FieldName | undefined {
  switch (error.code) {
    case 'address.badUrl':
      return 'url';
    case 'address.badMatchers':
      return 'matchers';
    case 'address.badCredentials':
      return ({ none: undefined, basic: 'user', bearer: 'token', certificate: 'certFile' } as const)[form.login];
    case 'address.secretMissing':
      return secretField(String(error.details.what ?? ''), form);
    default:
      return undefined;
  }
}

function secretField(what: string, form: AddressForm): FieldName | undefined {
  if (what === 'password' || what === 'token' || what === 'passphrase') return what;
  const header = form.headers.find(({ name }) => name.trim().toLowerCase() === what);
  return header === undefined ? undefined : `headerValue ${header.key}`;
}
