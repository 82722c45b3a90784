/** The newest diagnosis of each context: that of its last attempt to connect, or the full one that the user asked for. In memory only. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { DiagnosisRecorder, RecorderOptions } from '../kube/discovery/diagnosis-recorder.ts';
import type { Clock } from '../ports.ts';

export interface Diagnoses extends Disposable {
  current(id: ContextId): Diagnosis | undefined;
  /** The context whose diagnosis is another. */
  readonly onDidChange: Event<ContextId>;
  /** From now on this is the context's diagnosis. Whoever begins it finishes and disposes it; it stays readable. */
  begin(id: ContextId, about: Omit<RecorderOptions, 'clock'>): DiagnosisRecorder;
  /** Forgets those of all other contexts. */
  keepOnly(ids: ReadonlySet<ContextId>): void;
}

export function createDiagnoses(
  createRecorder: (options: RecorderOptions) => DiagnosisRecorder,
  clock: Clock,
): Diagnoses {
  const changed = new Emitter<ContextId>();
  const newest = new Map<ContextId, DiagnosisRecorder>();
  return {
    current: (id) => newest.get(id)?.current(),
    onDidChange: changed.event,
    begin(id, about) {
      const recorder = createRecorder({ ...about, clock });
      recorder.onDidChange(() => {
        if (newest.get(id) === recorder) changed.fire(id);
      });
      newest.set(id, recorder);
      changed.fire(id);
      return recorder;
    },
    keepOnly(ids) {
      for (const id of newest.keys()) if (!ids.has(id)) newest.delete(id);
    },
    dispose() {
      newest.clear();
      changed.dispose();
    },
  };
}
