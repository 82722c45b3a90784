/** The frames of the contract's wire (architecture.md, "The contract"). Ids are chosen by the client and unique per connection. */
import { z } from 'zod';
import { AppError, type AppErrorData, errorCodes } from '../base/errors.ts';

export type ClientFrame =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Opens a stream; the server may send `credit` items before it has to wait for more. */
  | {
      readonly kind: 'stream';
      readonly id: number;
      readonly method: string;
      readonly input: unknown;
      readonly credit: number;
    }
  | { readonly kind: 'credit'; readonly id: number; readonly count: number };

export type ServerFrame =
  | { readonly kind: 'ok'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'fail'; readonly id: number; readonly error: AppErrorData }
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'end'; readonly id: number };

/**
 * Before anything else on a WebSocket: the page proves that it holds the token, and hears `welcome` or is closed with
 * `closeCodeRefused`. A MessagePort is handed over by the host and needs neither.
 */
export interface HelloFrame {
  readonly kind: 'hello';
  readonly token: string;
}
export interface WelcomeFrame {
  readonly kind: 'welcome';
}
export const closeCodeRefused = 4401;

/** No frame is larger: what may be, is a stream of parts. */
export const maxFrameBytes = 1024 * 1024;

/** Items a client allows a stream to have on the way. */
export const initialCredit = 8;

/** What a stream may have on the way at most, whatever its client asks for. */
export const maxCredit = 1024;

const id = z.number().int().nonnegative();
const methodName = z.string().max(200);
const creditCount = z.number().int().min(0).max(maxCredit);

/** Strict: a frame from a page with anything unknown in it is refused. */
export const clientFrame: z.ZodType<ClientFrame> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id, method: methodName, input: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.strictObject({ kind: z.literal('stream'), id, method: methodName, input: z.unknown(), credit: creditCount }),
  z.strictObject({ kind: z.literal('credit'), id, count: creditCount }),
]);

const appErrorData: z.ZodType<AppErrorData> = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  retryable: z.boolean(),
});

export const serverFrame: z.ZodType<ServerFrame> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok'), id, result: z.unknown() }),
  z.strictObject({ kind: z.literal('fail'), id, error: appErrorData }),
  z.strictObject({ kind: z.literal('item'), id, item: z.unknown() }),
  z.strictObject({ kind: z.literal('end'), id }),
]);

export const helloFrame: z.ZodType<HelloFrame> = z.strictObject({
  kind: z.literal('hello'),
  token: z.string().max(200),
});
export const welcomeFrame: z.ZodType<WelcomeFrame> = z.strictObject({ kind: z.literal('welcome') });

/** @param what the method whose frame it is; an adapter, which knows no methods, leaves it out and the core fills it in. */
export function frameTooLarge(what = ''): AppError {
  const limitMiB = maxFrameBytes / 1024 / 1024;
  return new AppError('rpc.tooLarge', `A message of ${what || 'a call'} is larger than ${limitMiB} MiB.`, {
    details: { method: what, limitMiB },
  });
}

/** @returns the error with the method in it where it is an adapter's rpc.tooLarge, and anything else as it is. */
export function nameTooLarge(error: unknown, method: string): unknown {
  return error instanceof AppError && error.code === 'rpc.tooLarge' ? frameTooLarge(method) : error;
}
