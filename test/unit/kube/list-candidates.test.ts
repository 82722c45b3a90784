import { expect, test } from 'vitest';
import { scoreCandidates } from '../../../electron/backend/kube/discovery/candidates.ts';
import { createDiagnosisRecorder } from '../../../electron/backend/kube/discovery/diagnosis-recorder.ts';
import { listCandidates, worthAsking } from '../../../electron/backend/kube/discovery/search.ts';

test('of ten thousand candidates the likeliest are told, and whatever is asked', () => {
  const services = Array.from({ length: 10_000 }, (_, index) => ({
    metadata: { name: `metrics-${index}`, namespace: 'shop' },
    spec: { ports: [{ port: 9090 }] },
  }));
  const prometheus = { metadata: { name: 'prometheus-server', namespace: 'z' }, spec: { ports: [{ port: 80 }] } };
  const candidates = scoreCandidates([...services, prometheus]);
  const clock = { now: () => 0, monotonic: () => 0 };
  const who = { server: 's', user: 'u', auth: 'none', choice: undefined } as const;
  const recorder = createDiagnosisRecorder({ scope: 'connecting', ...who, clock });
  listCandidates(recorder, candidates, worthAsking(candidates));
  const told = recorder.current().candidates;
  recorder.dispose();
  expect([told.length, told[0]?.id, told[0]?.ways.proxy, told[1]?.ways.proxy]).toEqual([
    200,
    'z/prometheus-server:80',
    { kind: 'notTried', why: 'notNeeded' },
    { kind: 'notTried', why: 'tooMany' },
  ]);
});
