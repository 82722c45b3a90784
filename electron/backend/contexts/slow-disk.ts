/**
 * Asking a disk that may never answer, as a network drive does whose server is gone: after a deadline the rest goes on without it, and it
 * is not asked the same again before it has answered. Each question would otherwise keep one of Node's few file threads.
 */
import { Emitter, type Event } from '../../../shared/base/event.ts';

export interface SlowDisk {
  /**
   * @param question what `work` asks, with the path in it.
   * @throws what `work` throws; an Error that says so where there is no answer in time, or one is still outstanding
   */
  ask<T>(question: string, work: () => Promise<T>): Promise<T>;
  /** Something that had been given up was answered after all. */
  readonly onLateAnswer: Event<void>;
  dispose(): void;
}

export function createSlowDisk(timeoutMs = 5000): SlowDisk {
  const outstanding = new Set<string>();
  const late = new Emitter<void>();
  const noAnswer = () => new Error(`it did not answer within ${timeoutMs / 1000} s`);

  async function ask<T>(question: string, work: () => Promise<T>): Promise<T> {
    if (outstanding.has(question)) throw noAnswer();
    const answer = work();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        outstanding.add(question);
        const answered = () => {
          outstanding.delete(question);
          late.fire();
        };
        answer.then(answered, answered);
        reject(noAnswer());
      }, timeoutMs);
    });
    try {
      return await Promise.race([answer, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  return { ask, onLateAnswer: late.event, dispose: () => late.dispose() };
}
