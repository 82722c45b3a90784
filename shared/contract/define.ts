/** How a domain of the contract is written: method → input schema and result type; stream → input schema and item type. */
import type { z } from 'zod';

export interface MethodSpec<Input, Result> {
  readonly kind: 'method';
  readonly input: z.ZodType<Input>;
  /** Never present: carries the type. Results are made by our own backend and are not validated. */
  readonly result?: Result;
}

export interface StreamSpec<Input, Item> {
  readonly kind: 'stream';
  readonly input: z.ZodType<Input>;
  readonly item?: Item;
}

// biome-ignore lint/suspicious/noExplicitAny: the constraint has to accept every input and result type
export type Spec = MethodSpec<any, any> | StreamSpec<any, any>;
export type ContractShape = Readonly<Record<string, Readonly<Record<string, Spec>>>>;

/** `method<Result>()(schema)`: two calls, so that the result is given and the input inferred. */
export const method =
  <Result>() =>
  <Input>(input: z.ZodType<Input>): MethodSpec<Input, Result> => ({ kind: 'method', input });

export const stream =
  <Item>() =>
  <Input>(input: z.ZodType<Input>): StreamSpec<Input, Item> => ({ kind: 'stream', input });

export interface CallContext {
  /** Aborted when the caller cancels or the connection closes. */
  readonly signal: AbortSignal;
}

/** What a backend implements. */
export type Handlers<C extends ContractShape> = {
  readonly [D in keyof C]: {
    readonly [M in keyof C[D]]: C[D][M] extends MethodSpec<infer I, infer R>
      ? (input: I, context: CallContext) => R | Promise<R>
      : C[D][M] extends StreamSpec<infer I, infer T>
        ? (input: I, context: CallContext) => AsyncIterable<T>
        : never;
  };
};

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** What a page calls. Failures are AppErrors; a cancellation rejects with CancelledError. */
export type Client<C extends ContractShape> = {
  readonly [D in keyof C]: {
    readonly [M in keyof C[D]]: C[D][M] extends MethodSpec<infer I, infer R>
      ? (input: I, options?: CallOptions) => Promise<R>
      : C[D][M] extends StreamSpec<infer I, infer T>
        ? (input: I, options?: CallOptions) => AsyncIterable<T>
        : never;
  };
};
