import { expect, test } from 'vitest';
import { askSource } from '../../../electron/backend/run-query.ts';
import type { Source } from '../../../electron/backend/sources/source.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';

const harbor = 'harbor' as ContextId;

function ask(state: ConnectionState, error: unknown, signal = new AbortController().signal): Promise<unknown> {
  // Nothing of it is used: what is asked fails before.
  const connections = { source: () => ({}) as Source, state: () => state };
  return askSource(connections, harbor, signal, () => Promise.reject(error));
}

test('what is closed beneath its asker is told as that, by how the context stands now', async () => {
  await expect(ask({ kind: 'idle' }, new CancelledError())).rejects.toMatchObject({ code: 'connection.notConnected' });
  const lost = ask({ kind: 'authenticating' }, new CancelledError());
  await expect(lost).rejects.toMatchObject({ code: 'prometheus.connectionLost', retryable: true });
});

test('what its asker gave up is a cancellation, and what fails otherwise says so itself', async () => {
  await expect(ask({ kind: 'idle' }, new CancelledError(), AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  const refused = new AppError('prometheus.execution', 'no');
  await expect(ask({ kind: 'idle' }, refused)).rejects.toBe(refused);
});
