import { describe, expect, it, vi } from 'vitest';
import { createImports, type ImportedFile } from '../../../renderer/state/imports-store.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { CallOptions } from '../../../shared/contract/define.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ImportItem } from '../../../shared/model/stored-source.ts';

const mebibyte = 2 ** 20;

function file(name: string, size: number): ImportedFile {
  const bytes = Uint8Array.from({ length: size }, (_, at) => at % 251);
  return { name, size, slice: (start, end) => ({ arrayBuffer: async () => bytes.slice(start, end).buffer }) };
}

/** The history's side, as the contract has it: takes parts in order, and says what came of them. */
function history() {
  const got: { name: string; parts: number[]; ended: 'open' | 'whole' | 'cancelled'; bytes: number[] }[] = [];
  const of = (id: string) => got[Number(id)] ?? expect.fail(`no import ${id}`);
  return {
    got,
    refuse: undefined as AppError | undefined,
    hold: undefined as Promise<void> | undefined,
    async importBegin({ fileName }: { fileName: string }) {
      got.push({ name: fileName, parts: [], ended: 'open', bytes: [] });
      return String(got.length - 1);
    },
    async importPart({ id, bytes }: { id: string; bytes: Uint8Array }, { signal }: CallOptions = {}) {
      of(id).parts.push(bytes.length);
      of(id).bytes.push(bytes[0] ?? -1);
      await this.hold;
      if (signal?.aborted === true) throw new CancelledError();
    },
    async *importEnd({ id }: { id: string }, { signal }: CallOptions = {}): AsyncGenerator<ImportItem> {
      await Promise.resolve();
      of(id).ended = signal?.aborted === true ? 'cancelled' : 'whole';
      if (signal?.aborted === true) throw new CancelledError();
      if (this.refuse !== undefined) throw this.refuse;
      yield { kind: 'progress', done: 1, total: 2 };
      yield { kind: 'done', record: `record::imported-${id}` as ContextId, series: 3, samples: 9 };
    },
  };
}

const states = (imports: ReturnType<typeof createImports>) =>
  imports.store.getState().jobs.map(({ fileName, state }) => [fileName, state.kind]);

describe('files that are imported', () => {
  it('are sent in slices of a mebibyte, in order, one file after the other', async () => {
    const [imports, backend] = [createImports(), history()];
    imports.add(backend, [file('a.bnr', 2.5 * mebibyte), file('b.om', 0)]);
    expect(states(imports)).toEqual([
      ['a.bnr', 'waiting'],
      ['b.om', 'waiting'],
    ]);
    await vi.waitFor(() => expect(states(imports).map(([, kind]) => kind)).toEqual(['done', 'done']));
    expect(backend.got).toEqual([
      {
        ...{ name: 'a.bnr', parts: [mebibyte, mebibyte, mebibyte / 2], ended: 'whole' },
        bytes: [0, mebibyte % 251, (2 * mebibyte) % 251],
      },
      { name: 'b.om', parts: [], ended: 'whole', bytes: [] },
    ]);
    expect(imports.store.getState().jobs[0]?.state).toEqual({
      ...{ kind: 'done', record: 'record::imported-0' },
      ...{ series: 3, samples: 9 },
    });
  });

  it('say why they were refused, and do not keep the next one back', async () => {
    const [imports, backend] = [createImports(), history()];
    backend.refuse = new AppError('history.badOpenMetrics', 'no EOF', { details: { line: 7, reason: 'no EOF' } });
    imports.add(backend, [file('bad.om', 10)]);
    await vi.waitFor(() => expect(imports.store.getState().jobs[0]?.state.kind).toBe('failed'));
    backend.refuse = undefined;
    const unread: ImportedFile = {
      ...{ name: 'gone.om', size: 5 },
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('it is not there any more')) }),
    };
    imports.add(backend, [unread, file('good.om', 10)]);
    await vi.waitFor(() => expect(states(imports).map(([, kind]) => kind)).toEqual(['failed', 'unread', 'done']));
    // Of what did not come whole, nothing is left.
    await vi.waitFor(() => expect(backend.got[1]?.ended).toBe('cancelled'));
  });

  it('leave nothing behind where they are cancelled on their way, and are off the list', async () => {
    const [imports, backend] = [createImports(), history()];
    let go = (): void => undefined;
    backend.hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    imports.add(backend, [file('long.om', 3 * mebibyte), file('next.om', 1)]);
    await vi.waitFor(() => expect(backend.got[0]?.parts).toHaveLength(1));
    imports.remove(imports.store.getState().jobs[0]?.id ?? 0);
    expect(states(imports)).toEqual([['next.om', 'waiting']]);
    go();
    await vi.waitFor(() => expect(states(imports)).toEqual([['next.om', 'done']]));
    expect(backend.got.map(({ parts, ended }) => [parts.length, ended])).toEqual([
      [1, 'cancelled'],
      [1, 'whole'],
    ]);
  });
});
