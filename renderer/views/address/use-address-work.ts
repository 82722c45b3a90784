/** What is done with an address: asked once, saved, removed. One thing at a time; leaving the page ends it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { AddressTest, CompanionTest } from '../../../shared/model/address.ts';
import { failureOf } from '../../client/failure-of.ts';

type WorkKind = 'test' | 'save' | 'remove';

export type Work =
  | { readonly kind: 'none' }
  | { readonly kind: 'busy'; readonly what: WorkKind; readonly startedMs: number }
  | { readonly kind: 'failed'; readonly what: WorkKind; readonly error: AppErrorData }
  | { readonly kind: 'answered'; readonly result: AddressTest | CompanionTest };

export interface AddressWork {
  readonly work: Work;
  /** `task` gives the answer of a test, and nothing of anything else. */
  readonly start: (
    what: WorkKind,
    task: (signal: AbortSignal) => Promise<AddressTest | CompanionTest | undefined>,
  ) => void;
  readonly cancel: () => void;
  /** What was found is not about what is typed now. */
  readonly forget: () => void;
}

const none: Work = { kind: 'none' };

export function useAddressWork(): AddressWork {
  const [work, setWork] = useState<Work>(none);
  const current = useRef<AbortController | undefined>(undefined);
  const cancel = useCallback(() => {
    current.current?.abort();
    current.current = undefined;
    setWork(none);
  }, []);
  useEffect(() => () => current.current?.abort(), []);
  const start = useCallback<AddressWork['start']>((what, task) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setWork({ kind: 'busy', what, startedMs: Date.now() });
    void outcomeOf(what, () => task(controller.signal)).then((outcome) => {
      if (current.current !== controller) return;
      current.current = undefined;
      setWork(outcome);
    });
  }, []);
  const forget = useCallback(() => setWork((before) => (before.kind === 'busy' ? before : none)), []);
  return { work, start, cancel, forget };
}

/** A cancellation leaves nothing to be shown. */
async function outcomeOf(what: WorkKind, task: () => Promise<AddressTest | CompanionTest | undefined>): Promise<Work> {
  let result: AddressTest | CompanionTest | undefined;
  const run = async () => {
    result = await task();
  };
  const error = await failureOf(run());
  if (error !== undefined) return { kind: 'failed', what, error };
  return result === undefined ? none : { kind: 'answered', result };
}
