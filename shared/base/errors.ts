/**
 * Expected failures. A message says what failed, on what, and what to do; never a secret. A bug is a plain Error with its stack;
 * a cancellation is neither an AppError nor shown (see `isCancellation`).
 */

/** Every expected failure has one code; the catalogues of the interface have a sentence for each (a test holds them to it). */
export const errorCodes = [
  'kubeconfig.notFound', // path
  'kubeconfig.unreadable', // path, reason
  'kubeconfig.empty', // path
  'kubeconfig.notText', // path
  'kubeconfig.malformed', // path, line, column, reason
  'context.unknown', // context
  'context.noCluster', // context, cluster
  'context.noUser', // context, user
  'auth.unsupported', // user, method
  'auth.badCredentials', // user, reason: a certificate or key that cannot be read
  'auth.execConsent', // user, file, command, digest: the user has not agreed that this file runs it
  'auth.execNotFound', // user, command, hint (the kubeconfig's installHint, or '')
  'auth.execFailed', // user, command, exit
  'auth.execTimeout', // user, command, seconds
  'auth.execBadAnswer', // user, command, reason
  'auth.execNeedsTerminal', // user, command: interactiveMode Always
  'auth.oidcFailed', // user, issuer, reason
  'auth.refusedOften', // user, server, times: the API server refused the login again and again
  'api.unreachable', // server, reason
  'api.timeout', // server, seconds
  'api.tls', // server, reason
  'api.unauthorized', // server, user
  'api.forbidden', // server, user, verb, resource, namespace ('' for the cluster)
  'api.notFound', // server, path
  'api.failed', // server, status, path
  'api.busy', // server, status, retryAfterSeconds: 429 or 503
  'api.proxy', // server, proxy, reason: the proxy on the way, not the API server
  'api.notJson', // server, status, contentType
  'api.tooLarge', // server, limitMiB
  'discovery.none', // server: nothing in the cluster looks like a Prometheus
  'discovery.noneAnswered', // candidate, reason: there are candidates, none of which answered
  'discovery.chosenGone', // candidate: the service that the user chose is not there
  'probe.agent', // target: a Prometheus agent, which stores nothing that could be asked
  'probe.unauthorized', // target, status: it wants a login
  'probe.loginPage', // target, path, status, location where it was sent there: a page for people answered
  'probe.redirect', // target, location: it leads to another origin
  'probe.notPrometheus', // target, path, status, contentType
  'probe.timeout', // target, seconds
  'probe.failed', // target, reason: the connection ended
  'probe.starting', // target, status, read, all: it reads its log, of so many segments
  'apiProxy.forbidden', // service, namespace, user, verb
  'apiProxy.failed', // service, namespace, status: the API server could not reach the service
  'address.unknown', // address: it was removed
  'address.badUrl', // url, reason
  'address.unreachable', // url, reason
  'address.tls', // url, reason
  'address.badCredentials', // name, reason: a certificate or key that cannot be read
  'address.secretMissing', // name, what
  'address.badMatchers', // matchers, reason
  'secrets.unavailable', // reason: the keychain did not take or give a secret
  'portForward.forbidden', // pod, namespace, user, verb
  'portForward.refused', // pod, port, reason
  'portForward.closed', // pod, reason
  'portForward.noReadyPod', // service, namespace
  'prometheus.badData', // expr?, position?: the expression or a parameter was refused
  'prometheus.execution',
  'prometheus.agent', // it stores nothing that could be asked
  'prometheus.timeout', // seconds
  'prometheus.unavailable', // status: 503, starting up or shutting down
  'prometheus.http', // status, statusText
  'prometheus.notJson', // status, contentType
  'prometheus.malformed', // reason, byte: an answer that is not what the API promises
  'prometheus.truncated', // receivedBytes
  'prometheus.tooLarge', // limitMiB
  'prometheus.connectionLost', // reason
  'query.deadline', // seconds
  'query.invalid', // position, line, column: what our own engine does not take for an expression
  'query.failed', // the data does not fit the expression
  'query.tooMuch', // limitMiB: of memory
  'connection.notConnected', // context
  'targets.notKept', // of this source only samples are kept
  'targets.gone', // key: of a target, or the name of a pool
  'targets.notServed', // endpoint: the server does not have it
  'targets.tooLarge', // limitMiB
  'targets.noSteps', // pool: its rules, as the server shows them, do not lead to the target's labels
  'targets.notOurs', // scraped by the Prometheus, not from here
  'targets.noBody', // not scraped yet, or without an answer
  'status.tooLarge', // kind, limitMiB
  'status.malformed', // kind, reason: what a server says of itself is not what the API promises
  'tsdbAdmin.notOffered', // what is behind the context has no TSDB that is changed from here, or does not say that it allows it
  'tsdbAdmin.off', // its admin API is off
  'tsdbAdmin.otherServer', // at: it is not who was looked at any more
  'tsdbAdmin.refused', // the server's words: nothing was done
  'tsdbAdmin.failed', // the server's words: it began
  'tsdbAdmin.unsure', // reason: the answer was lost
  'companion.noCluster', // what: an Alertmanager or a Pushgateway is looked for in a cluster, and the context has none
  'companion.none', // what, server: nothing in the cluster looks like one
  'companion.elsewhere', // what, url: the Prometheus sends its alerts out of the cluster, to an address that nobody typed
  'companion.noneAnswered', // what, candidate, reason
  'companion.chosenGone', // what, candidate
  'companion.addressChanged', // what, candidate: another one, or none, is typed now
  'companion.typedChanged', // what, candidate: the address is the same, and what is sent along to it is not
  'companion.badPath', // what, path: it cannot be one
  'companion.notIt', // what, target, path, status, contentType: something else answers
  'companion.unauthorized', // what, target, status: it wants a login
  'companion.loginRefused', // what, target, status: at an address that was typed
  'companion.http', // what, target, status
  'companion.malformed', // what, target, reason: an answer that is not what its API promises
  'companion.tooLarge', // target, limitMiB
  'companion.timeout', // target, seconds
  'companion.lost', // target, reason: the connection ended
  'companion.unsure', // target, reason: something was to be changed, and the answer was lost
  'silence.refused', // target, and the server's words
  'silence.gone', // id
  'scrape.lookFailed', // target, reason: what a target would be scraped for is not known
  'scrape.allDown', // targets, reason: of what is scraped from here, nothing answers
  'scrape.portsLeftOut', // job, leftOut, first, limit: of a pod that does not say which port it is
  'scrape.targetsLeftOut', // job, leftOut, limit: of a cluster
  'exporter.badUrl', // url, reason
  'exporter.duplicate', // url, name: of the exporter that has it
  'exporter.failed', // url, reason
  'exporter.badAnswer', // url, reason, line, column: a scrape would fail with that
  'settings.unreadable', // path, reason: set aside, defaults in use
  'settings.future', // path, version: a newer Binnacle wrote it; untouched, defaults in use
  'settings.partlyRead', // path, keys: the rest holds; what was there lies in path
  'settings.unwritable', // path, reason
  'data.unreadable', // path, reason: what was kept there is set aside, and begun anew
  'data.partlyRead', // path, entries: the file as it was is copied there, the other entries hold
  'data.future', // path, version: a newer Binnacle wrote it; untouched, nothing new is kept
  'data.unwritable', // path, reason
  'history.foreign', // path, what: a file of somebody else's is where ours should be; untouched
  'history.future', // path, version: a newer Binnacle wrote it; untouched
  'history.old', // path, version: it has to be opened for writing once before it is read
  'history.damaged', // path, reason
  'history.setAside', // path, keptAs, reason: it was damaged, and a new one was begun
  'history.readOnly', // path, reason
  'history.unreadable', // path, reason
  'history.diskFull', // path
  'history.busy', // path, reason: another program holds the file itself
  'history.logHeld', // path, overMiB: what reads from it does not end, so it grows
  'history.locked', // path, pid: another Binnacle records into this history
  'history.behind', // path, reason: more was given than the disk takes
  'history.badInput', // reason: what was to be recorded, or deleted, cannot be
  'history.notRemoved', // path, reason
  'history.closed', // path: by this Binnacle itself
  'history.outOfMemory', // path: its writer ended by it, or SQLite had none
  'history.notKept', // of this source nothing is recorded
  'history.gone', // source: what was recorded under that name is not there, or not any more
  'history.recording', // source: it is being recorded by this Binnacle
  'history.nothingThere', // source: nothing of it is what was asked for
  'history.badFile', // name, reason: neither a recording nor OpenMetrics text, or not all of it came
  'history.importGone', // it was given up, or took too long
  'history.tooLarge', // kind, limitMiB: a document that is not kept
  'history.badRecording', // reason, byte: a file that is no recording, or a damaged one
  'history.futureRecording', // version: a newer Binnacle wrote it
  'history.badOpenMetrics', // reason, line, column where it is known
  'recorder.notRemote', // what is behind the context is scraped from here, or a record
  'recorder.unknownCluster', // context: which cluster it is, is not known yet
  'recorder.badRule', // rule, selector, reason
  'queries.tooLong', // limit: characters of a kept expression
  'queries.tooMany', // limit: named and starred queries
  'query.tooManyPoints', // points, limit: of one range, over all its slices
  'recorder.badAnswer', // reason, byte: raw samples that are not what their form says
  'recorder.tooMuch', // bytes, limitMiB: of raw samples in one answer
  'recorder.readEnded', // an answer of which something could not be taken: the rest of it is not
  'rpc.disconnected',
  'rpc.unknownMethod', // method
  'rpc.badInput', // method, reason
  'rpc.tooLarge', // method, limitMiB
  'rpc.tooMany', // method, limit: one page has too much under way
  'rpc.internal', // a bug on the other side; its stack is in the log, not in the message
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Facts that the interface puts into its sentence, plus `serverMessage`: the server's own words, complete and untranslated. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An AppError as it crosses the contract: plain data. */
export interface AppErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly retryable: boolean;
}

export interface AppErrorOptions {
  readonly details?: ErrorDetails;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }

  toData(): AppErrorData {
    return { code: this.code, message: this.message, details: this.details, retryable: this.retryable };
  }

  static fromData(data: AppErrorData): AppError {
    return new AppError(data.code, data.message, { details: data.details, retryable: data.retryable });
  }
}

/** Thrown where work ends because its caller asked so. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'CancelledError';
  }
}

/** True for our own cancellation and for the platform's (an aborted fetch, a `signal.throwIfAborted()` without a reason). */
export function isCancellation(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError');
}

/** The text of anything thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
