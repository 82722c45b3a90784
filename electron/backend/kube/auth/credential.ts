/** What a user signs in with at this moment. Holds secrets: never logged, never in an error, never sent to a page. */
import type { AuthKind } from '../../../../shared/model/context.ts';

/** In PEM. */
export interface ClientCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Credential {
  /** Of the header of that name; undefined for none. */
  readonly authorization: string | undefined;
  /** The same object as long as it is the same certificate. */
  readonly certificate: ClientCertificate | undefined;
  /** Where it says so; milliseconds since the epoch. */
  readonly validUntilMs: number | undefined;
  /** Of what is kept: until when it is given out again. */
  readonly freshUntilMs?: number;
}

/** The credentials of one user towards one cluster. */
export interface UserCredentials {
  readonly kind: AuthKind;
  /** Of an exec plugin, as it is shown. */
  readonly command: string | undefined;
  /** The one that the kubeconfig names, as its files are now; runs nothing. @throws AppError auth.badCredentials; CancelledError */
  certificate(signal: AbortSignal): Promise<ClientCertificate | undefined>;
  /** Asked for at every request: files change, and what expires is fetched anew. @throws AppError auth.*; CancelledError */
  get(signal: AbortSignal): Promise<Credential>;
  /**
   * After a 401. @returns another credential than `refused`; undefined where there is no other to be had.
   * @throws AppError auth.*; CancelledError
   */
  renew(refused: Credential, signal: AbortSignal): Promise<Credential | undefined>;
}
