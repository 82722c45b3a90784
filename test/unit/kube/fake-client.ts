/** A KubeClient over prepared answers by path (without the query): an object, or a list of them to be answered one after the other. */

import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { AppError, type ErrorCode } from '../../../shared/base/errors.ts';

export type Prepared = Readonly<Record<string, unknown>> | AppError;

export interface FakeClient extends KubeClient {
  /** Every path that was asked for, with its query. */
  readonly asked: readonly string[];
}

/** What has no answer is not found. */
export function fakeClient(answers: Readonly<Record<string, Prepared | readonly Prepared[]>>): FakeClient {
  const asked: string[] = [];
  const turns = new Map<string, number>();
  return {
    asked,
    server: 'https://fake',
    user: 'someone',
    async get(path, schema) {
      asked.push(path);
      const [key = ''] = path.split('?');
      const prepared = answers[key];
      const turn = turns.get(key) ?? 0;
      turns.set(key, turn + 1);
      const answer = Array.isArray(prepared) ? prepared[Math.min(turn, prepared.length - 1)] : prepared;
      if (answer === undefined) throw apiError('api.notFound');
      if (answer instanceof AppError) throw answer;
      return schema.parse(answer);
    },
    post: () => Promise.reject(new Error('the fake takes no posts')),
    openPortForward: () => Promise.reject(new Error('the fake has no tunnels')),
    requester: { request: () => Promise.reject(new Error('the fake has no streams')) },
    signIn: () => Promise.resolve({ kind: 'none', validUntilMs: undefined, command: undefined }),
    close: () => Promise.resolve(),
  };
}

export function apiError(code: ErrorCode, details: Record<string, string | number> = {}, cause?: unknown): AppError {
  return new AppError(code, code, { details, cause });
}
