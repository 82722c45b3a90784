/** What an endpoint is given, and what it gives back. */
import type { ParseOptions } from '../../../shared/promql/cursor.ts';
import type { Clock } from '../ports.ts';
import type { ApiData } from './api-data.ts';
import type { Dialect } from './dialect.ts';
import type { Form } from './form.ts';

/** As `/api/v1/status/buildinfo` tells it: clients find out by it what the API can do. */
interface BuildInfo {
  readonly version: string;
  readonly revision: string;
  readonly branch: string;
  readonly buildUser: string;
  readonly buildDate: string;
  readonly goVersion: string;
}

/** The same for all calls. */
export interface ApiServices {
  readonly data: ApiData;
  readonly clock: Clock;
  readonly dialect: Dialect;
  /** Experiments of the language that are on. */
  readonly parse: ParseOptions;
  readonly buildInfo: BuildInfo;
  /** The longest that a query may take; a request may ask for less. */
  readonly queryTimeoutMs: number;
}

export interface ApiCall {
  readonly form: Form;
  /** Of `label/NAME/values`, unescaped by the rules of addresses; '' elsewhere. */
  readonly name: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  readonly services: ApiServices;
}

/** @returns the pieces of a JSON text, read until the end or never; or `noContent`. @throws ApiError, EvaluationError */
export type Endpoint = (call: ApiCall) => Promise<Iterable<string>>;

/** An answer without a body: 204. */
export const noContent: Iterable<string> = [];

/** @param data JSON. @param more further fields of the envelope, each with a comma before it */
export function success(data: string, more = ''): readonly string[] {
  return [`{"status":"success","data":${data}${more}}`];
}
