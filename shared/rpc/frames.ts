/** The frames of the contract's wire (architecture.md, "The contract"). Ids are chosen by the client and unique per connection. */
import type { AppErrorData } from '../base/errors.ts';

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

/** No frame is larger: what may be, is a stream of parts. */
export const maxFrameBytes = 1024 * 1024;

/** Items a client allows a stream to have on the way. */
export const initialCredit = 8;
