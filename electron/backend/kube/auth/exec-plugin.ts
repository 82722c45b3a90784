/** Asks an exec plugin for credentials, as client.authentication.k8s.io v1 and v1beta1 say: one run, one answer. Keeps nothing. */
import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { z } from 'zod';
import {
  AppError,
  type ErrorCode,
  type ErrorDetails,
  errorText,
  isCancellation,
} from '../../../../shared/base/errors.ts';
import { redactSecrets } from '../../base/redact.ts';
import { type ProcessEnd, runProcess } from '../../base/run-process.ts';
import type { ExecEntry } from '../../contexts/kubeconfig-entries.ts';
import type { ClientCertificate } from './credential.ts';
import { type ExecPath, findCommand } from './exec-path.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ExecRun {
  readonly entry: ExecEntry;
  /** What the plugin is told of the cluster; undefined where the entry does not ask for it. */
  readonly cluster: Readonly<Record<string, unknown>> | undefined;
  readonly env: Environment;
  readonly path: ExecPath;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** At least one of token and certificate. */
export interface ExecAnswer {
  readonly token: string | undefined;
  readonly certificate: ClientCertificate | undefined;
  readonly validUntilMs: number | undefined;
}

/** A failure that several users of the same plugin may share: the name of who asked comes in last. */
export class ExecFailure extends Error {
  readonly #code: ErrorCode;
  readonly #details: ErrorDetails;
  readonly #retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExecFailure';
    this.#code = code;
    this.#details = details;
    this.#retryable = retryable;
  }

  toAppError(user: string): AppError {
    const message = `The user "${user}" signs in with an exec plugin: ${this.message}`;
    return new AppError(this.#code, message, {
      details: { user, ...this.#details },
      retryable: this.#retryable,
      cause: this.cause,
    });
  }
}

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** An answer is a token, or a certificate with its key: some kilobytes. */
const maxAnswerBytes = 1024 * 1024;

const answerSchema = z.object({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/** @throws ExecFailure; CancelledError */
export async function runExecPlugin(run: ExecRun): Promise<ExecAnswer> {
  const { entry } = run;
  const { command, apiVersion } = checked(entry);
  const searchPath = await run.path.get();
  const file = await findCommand(command, searchPath, run.env);
  if (file === undefined) throw notFound(entry, command);
  const end = await start(run, command, file, searchPath);
  if (end.kind !== 'exited' || end.exit !== 0) throw failed(run, command, end);
  return readAnswer(end.output, command, apiVersion);
}

/** What can be known of an entry before it runs. */
function checked(entry: ExecEntry): { readonly command: string; readonly apiVersion: string } {
  const { command = '', apiVersion = '' } = entry;
  const wrong = (reason: string) => new ExecFailure('auth.badCredentials', `${reason}.`, { reason }, false);
  if (command === '') throw wrong('its exec entry has no command');
  if (!versions.includes(apiVersion)) {
    throw wrong(`its exec entry has the apiVersion "${apiVersion}", and kubectl knows ${versions.join(' and ')}`);
  }
  if (entry.interactiveMode === 'Always') {
    const message = `${command} works in a terminal only (interactiveMode: Always). Sign in there, with a plugin that needs none here.`;
    throw new ExecFailure('auth.execNeedsTerminal', message, { command }, false);
  }
  return { command, apiVersion };
}

function notFound(entry: ExecEntry, command: string): ExecFailure {
  const hint = entry.installHint?.trim() ?? '';
  const message = `${command} is not there, neither in PATH nor in the folders of the settings.${hint && ` ${hint}`}`;
  return new ExecFailure('auth.execNotFound', message, { command, hint }, false);
}

async function start(run: ExecRun, command: string, file: string, searchPath: string): Promise<ProcessEnd> {
  const { entry, cluster, env, timeoutMs, signal } = run;
  const info = {
    kind: 'ExecCredential',
    apiVersion: entry.apiVersion,
    spec: { ...(cluster && { cluster }), interactive: false },
  };
  const own = Object.fromEntries(entry.env.map(({ name, value }) => [name, value]));
  try {
    return await runProcess({
      file,
      args: entry.args,
      env: { ...env, PATH: searchPath, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      signal,
      timeoutMs,
      maxOutputBytes: maxAnswerBytes,
    });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const message = `${command} cannot be started: ${errorText(error)}.`;
    throw new ExecFailure('auth.execFailed', message, { command, exit: errorText(error) }, false, error);
  }
}

function failed({ entry, timeoutMs }: ExecRun, command: string, end: ProcessEnd): ExecFailure {
  if (end.kind === 'tooMuch') return badAnswer(command, 'it is longer than 1 MiB');
  // The user reads it; what looks like a secret is in nobody's error.
  const words = redactSecrets(end.errors, entry.env.map(({ value }) => value).filter(isSecretLike));
  const said = words === '' ? {} : { serverMessage: words };
  if (end.kind === 'timeout') {
    const seconds = timeoutMs / 1000;
    return new ExecFailure(
      'auth.execTimeout',
      `${command} gave no answer within ${seconds} s.`,
      { command, seconds, ...said },
      true,
    );
  }
  const message = `${command} failed (${end.exit})${words === '' ? '.' : `: ${words}`}`;
  return new ExecFailure('auth.execFailed', message, { command, exit: end.exit, ...said }, false);
}

/** A profile's or a region's name is no secret, and helps. */
function isSecretLike(value: string): boolean {
  return value.length >= 12 && /\d/.test(value) && !/[/\\ ]/.test(value);
}

function badAnswer(command: string, reason: string): ExecFailure {
  return new ExecFailure(
    'auth.execBadAnswer',
    `the answer of ${command} cannot be used: ${reason}.`,
    { command, reason },
    false,
  );
}

/** Never quotes the answer: it is the secret. */
function readAnswer(output: Buffer, command: string, apiVersion: string): ExecAnswer {
  const wrong = (reason: string) => badAnswer(command, reason);
  let json: unknown;
  try {
    json = JSON.parse(output.toString('utf8'));
  } catch {
    throw wrong(output.length === 0 ? 'it printed nothing' : 'it is no JSON');
  }
  const read = answerSchema.safeParse(json);
  if (!read.success) throw wrong(`it is no ExecCredential (${read.error.issues[0]?.path.join('.') || 'its shape'})`);
  const { status } = read.data;
  if (read.data.apiVersion !== apiVersion) {
    throw wrong(`its apiVersion is ${shortened(read.data.apiVersion)}, and the kubeconfig says ${apiVersion}`);
  }
  const { token, clientCertificateData: certPem, clientKeyData: keyPem, expirationTimestamp } = status;
  if (!token && !certPem && !keyPem) throw wrong('it has neither a token nor a certificate');
  if (!certPem !== !keyPem)
    throw wrong(`it has a ${certPem ? 'certificate without its key' : 'key without its certificate'}`);
  const expiryMs = expirationTimestamp ? Date.parse(expirationTimestamp) : undefined;
  if (Number.isNaN(expiryMs)) throw wrong('its expirationTimestamp is no time');
  const certificate = certPem && keyPem ? { cert: Buffer.from(certPem), key: Buffer.from(keyPem) } : undefined;
  const certificateExpiryMs = certificate && certificateExpiry(certificate, wrong);
  return { token: token || undefined, certificate, validUntilMs: expiryMs ?? certificateExpiryMs };
}

function certificateExpiry({ cert, key }: ClientCertificate, wrong: (reason: string) => ExecFailure): number {
  let expiryMs: number;
  try {
    expiryMs = new X509Certificate(cert).validToDate.getTime();
  } catch {
    throw wrong('its certificate is none');
  }
  try {
    tls.createSecureContext({ cert, key });
  } catch (error) {
    // OpenSSL's words have nothing of a key in them.
    throw wrong(`its certificate and key cannot be used (${errorText(error)})`);
  }
  return expiryMs;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
