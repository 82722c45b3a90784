import { expect, test } from 'vitest';
import { contract } from '../../../shared/contract/contract.ts';
import { clientFrame, serverFrame } from '../../../shared/rpc/frames.ts';

const harbor = 'config#harbor';
const range = { kind: 'range', expr: 'up', startMs: 0, endMs: 60_000, stepMs: 15_000 };

test.each([
  [contract.application.info, {}],
  [contract.contexts.watch, {}],
  [contract.connections.connect, { context: harbor }],
  [contract.query.run, { context: harbor, request: { kind: 'instant', expr: 'up' } }],
  [contract.query.run, { context: harbor, request: { kind: 'instant', expr: '', timeMs: 1.5 }, timeoutMs: 100 }],
  [contract.query.run, { context: harbor, request: range }],
  [contract.history.coverage, { context: harbor, startMs: 0, endMs: 60_000 }],
  [contract.history.coverage, { context: harbor, startMs: 0, endMs: 60_000, expr: 'up' }],
  [contract.settings.update, {}],
  [contract.settings.update, { theme: 'dark' }],
])('%# a good input passes as it is', (spec, input) => {
  expect(spec.input.parse(input)).toEqual(input);
});

test.each([
  [contract.application.info, { more: 1 }],
  [contract.application.info, undefined],
  [contract.connections.connect, {}],
  [contract.connections.connect, { context: '' }],
  [contract.connections.connect, { context: 'x'.repeat(2049) }],
  [contract.connections.connect, { context: { toString: 'x' } }],
  [contract.query.run, { context: harbor, request: { kind: 'other', expr: 'up' } }],
  [contract.query.run, { context: harbor, request: { ...range, stepMs: 0 } }],
  [contract.query.run, { context: harbor, request: { ...range, stepMs: -1 } }],
  [contract.query.run, { context: harbor, request: { ...range, stepMs: Number.NaN } }],
  [contract.query.run, { context: harbor, request: { ...range, startMs: Number.POSITIVE_INFINITY } }],
  [contract.query.run, { context: harbor, request: { ...range, expr: 'x'.repeat(1_000_001) } }],
  [contract.query.run, { context: harbor, request: range, timeoutMs: 99 }],
  [contract.query.run, { context: harbor, request: range, timeoutMs: 600_001 }],
  [contract.history.coverage, { context: harbor, startMs: 0, endMs: 60_000, expr: '' }],
  [contract.history.coverage, { context: harbor, startMs: 0, endMs: 60_000, expr: 'x'.repeat(1_000_001) }],
  [contract.history.coverage, { context: harbor, startMs: 0, endMs: 60_000, expr: 'up', rule: 'r' }],
  [contract.settings.update, { theme: 'pink' }],
  [contract.settings.update, { them: 'dark' }],
])('%# a bad input is refused', (spec, input) => {
  expect(spec.input.safeParse(input).success).toBe(false);
});

test('frames of both sides pass as they are, typed arrays untouched', () => {
  const values = new Float64Array([1, 2]);
  const fromPage = [
    { kind: 'call', id: 1, method: 'a.b', input: { values } },
    { kind: 'stream', id: 2, method: 'a.b', input: undefined, credit: 8 },
    { kind: 'cancel', id: 1 },
    { kind: 'credit', id: 2, count: 4 },
  ];
  const error = { code: 'rpc.internal', message: 'm', details: { a: 1, b: 'x' }, retryable: false };
  const fromBackend = [
    { kind: 'ok', id: 1, result: values },
    { kind: 'ok', id: 1, result: undefined },
    { kind: 'fail', id: 1, error },
    { kind: 'item', id: 2, item: { values } },
    { kind: 'end', id: 2 },
  ];
  expect(fromPage.map((frame) => clientFrame.parse(frame))).toEqual(fromPage);
  expect(fromBackend.map((frame) => serverFrame.parse(frame))).toEqual(fromBackend);
  const parsed = serverFrame.parse(fromBackend[0]);
  expect(parsed.kind === 'ok' && parsed.result).toBe(values);
});

test.each([
  { kind: 'call', id: 1.5, method: 'a.b', input: 1 },
  { kind: 'call', id: -1, method: 'a.b', input: 1 },
  { kind: 'call', id: 2 ** 53, method: 'a.b', input: 1 },
  { kind: 'call', id: 1, method: 'x'.repeat(201), input: 1 },
  { kind: 'call', id: 1, method: 'a.b', input: 1, credit: 1 },
  { kind: 'stream', id: 1, method: 'a.b', input: 1 },
  { kind: 'stream', id: 1, method: 'a.b', input: 1, credit: 1025 },
  { kind: 'credit', id: 1, count: -1 },
  { kind: 'hello', token: 'x' },
])('%# a frame that a page may not send is refused', (frame) => {
  expect(clientFrame.safeParse(frame).success).toBe(false);
});
