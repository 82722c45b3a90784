import { describe, expect, it } from 'vitest';
import {
  type CandidateFacts,
  createDiagnosisRecorder,
  type DiagnosisRecorder,
} from '../../../electron/backend/kube/discovery/diagnosis-recorder.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';

let nowMs = 0;
const clock = { now: () => 1_700_000_000_000, monotonic: () => nowMs };

function begin(): DiagnosisRecorder {
  nowMs = 1000;
  return createDiagnosisRecorder({
    scope: 'connecting',
    server: 'https://s',
    user: 'u',
    auth: 'token',
    choice: undefined,
    clock,
  });
}

const candidate = (id: string): CandidateFacts => ({
  id,
  namespace: 'monitoring',
  service: id,
  port: 80,
  portName: undefined,
  foundBy: 'label',
  engine: 'prometheus',
  score: 100,
});
const untried = (why: string) => ({ kind: 'notTried', why });

/** Resolves at the next change. */
const change = (recorder: DiagnosisRecorder) =>
  new Promise<void>((resolve) => {
    const listener = recorder.onDidChange(() => {
      listener.dispose();
      resolve();
    });
  });

describe('the recorder of a diagnosis', () => {
  it('begins with nothing found', () => {
    expect(begin().current()).toEqual({
      startedMs: 1_700_000_000_000,
      tookMs: undefined,
      scope: 'connecting',
      server: 'https://s',
      user: 'u',
      auth: 'token',
      serverVersion: undefined,
      cluster: undefined,
      choice: undefined,
      candidates: [],
      steps: [],
      dropped: 0,
      rights: [],
      used: undefined,
      failure: undefined,
    });
  });

  it('keeps steps in the order of their beginnings, with what came back', async () => {
    const recorder = begin();
    const refused = new AppError('api.forbidden', 'no', { details: { verb: 'list' } });
    const slow = recorder.step(
      { kind: 'listServices', facts: { namespace: '' } },
      async () => {
        nowMs += 30;
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
        return 3;
      },
      (count) => ({ kind: 'listed', facts: { count }, status: 200 }),
    );
    nowMs += 5;
    const failing = recorder.step(
      { kind: 'listPrometheuses' },
      () => Promise.reject(refused),
      () => ({ kind: 'listed' }),
    );
    await expect(failing).rejects.toBe(refused);
    expect(await slow).toBe(3);
    recorder.add({ kind: 'addressOf', candidate: 'a' }, nowMs, { outcome: 'nothing', kind: 'none' });
    expect(recorder.current().steps).toEqual([
      {
        afterMs: 0,
        ms: 35,
        candidate: undefined,
        step: { kind: 'listServices', facts: { namespace: '' } },
        outcome: 'ok',
        answer: { kind: 'listed', facts: { count: 3 } },
        status: 200,
      },
      {
        afterMs: 35,
        ms: 0,
        candidate: undefined,
        step: { kind: 'listPrometheuses', facts: {} },
        outcome: 'failed',
        answer: { kind: 'error', error: refused.toData() },
        status: 403,
      },
      {
        afterMs: 35,
        ms: 0,
        candidate: 'a',
        step: { kind: 'addressOf', facts: {} },
        outcome: 'nothing',
        answer: { kind: 'none', facts: {} },
        status: undefined,
      },
    ]);
  });

  it('writes down no cancellation, and no bug', async () => {
    const recorder = begin();
    const fail = (error: Error) =>
      recorder.step(
        { kind: 'identify' },
        () => Promise.reject(error),
        () => ({ kind: 'none' }),
      );
    await expect(fail(new CancelledError())).rejects.toBeInstanceOf(CancelledError);
    await expect(fail(new TypeError('x'))).rejects.toBeInstanceOf(TypeError);
    expect(recorder.current().steps).toEqual([]);
  });

  it('drops the oldest of more than 500 steps, and says so', () => {
    const recorder = begin();
    for (let n = 0; n < 503; n++) {
      nowMs += 1;
      recorder.add({ kind: 'probe', facts: { n } }, nowMs, { kind: 'none' });
    }
    const { steps, dropped } = recorder.current();
    expect([steps.length, dropped, steps[0]?.step.facts, steps.at(-1)?.step.facts]).toEqual([
      500,
      3,
      { n: 3 },
      { n: 502 },
    ]);
    recorder.dispose();
  });

  it('tells several changes once, and the end at once', async () => {
    const recorder = begin();
    let told = 0;
    recorder.onDidChange(() => {
      told += 1;
    });
    recorder.serverVersion('v1.26.0');
    recorder.cluster('uid:x' as ClusterKey);
    expect(told).toBe(0);
    await change(recorder);
    expect([told, recorder.current().serverVersion, recorder.current().cluster]).toEqual([1, 'v1.26.0', 'uid:x']);
    recorder.finish();
    expect(told).toBe(2);
    recorder.dispose();
  });

  it('keeps what is known of a candidate when the candidates are told again', () => {
    const recorder = begin();
    recorder.candidates([candidate('a'), candidate('b')], ({ id }) => (id === 'a' ? 'notNeeded' : 'tooMany'));
    recorder.way('a', 'proxy', { kind: 'none' });
    recorder.candidates([candidate('b'), candidate('a')], () => 'tooMany');
    expect(recorder.current().candidates).toEqual([
      {
        ...candidate('b'),
        ways: { 'port-forward': untried('tooMany'), proxy: untried('tooMany'), address: untried('tooMany') },
      },
      {
        ...candidate('a'),
        ways: { 'port-forward': untried('notNeeded'), proxy: { kind: 'none' }, address: untried('notNeeded') },
      },
    ]);
    recorder.dispose();
  });

  it.each([
    ['notNeeded', (recorder: DiagnosisRecorder) => recorder.used('a', 'proxy')],
    ['ended', () => undefined],
  ])('ends what is being tried as %s', (why, before) => {
    const recorder = begin();
    recorder.candidates([candidate('a')], () => 'notNeeded');
    recorder.way('a', 'address', { kind: 'trying' });
    before(recorder);
    nowMs += 250;
    recorder.finish();
    recorder.finish(new AppError('discovery.none', 'late'));
    const { tookMs, failure, candidates } = recorder.current();
    expect([tookMs, failure, candidates[0]?.ways.address]).toEqual([250, undefined, untried(why)]);
  });

  it.each([
    ['an expected failure', new AppError('discovery.none', 'none', { details: { server: 's' } }), 'discovery.none'],
    ['a cancellation', new CancelledError(), undefined],
    ['a bug', new TypeError('secret'), 'rpc.internal'],
  ])('ends with %s', (_name, error, code) => {
    const recorder = begin();
    recorder.finish(error);
    expect(recorder.current().failure?.code).toBe(code);
    expect(JSON.stringify(recorder.current())).not.toContain('secret');
  });
});
