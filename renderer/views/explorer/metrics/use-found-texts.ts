/** Names or values of labels that contain what is typed, as the server has them: the newest question counts, what was found stays meanwhile. */
import { useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { FoundTexts } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { useClient } from '../../../client/hooks.tsx';

export interface TextQuestion {
  readonly context: ContextId;
  /** Whose values; undefined: the names of labels. */
  readonly label: string | undefined;
  /** Among these series; '' among all. */
  readonly selector: string;
  readonly text: string;
}

interface TextAnswer {
  /** Of this question, or of the last one about the same label while it is being asked. */
  readonly found: FoundTexts | undefined;
  readonly failure: AppErrorData | undefined;
}

interface OwnAnswer extends TextAnswer {
  readonly label: string | undefined;
}

/** So many are shown: whoever wants another types more of it. */
const shownTexts = 100;

const nothing: OwnAnswer = { found: undefined, failure: undefined, label: undefined };

/** @param question undefined: nothing is asked, and nothing is shown. */
export function useFoundTexts(question: TextQuestion | undefined): TextAnswer {
  const client = useClient();
  const [answer, setAnswer] = useState(nothing);
  const key = question === undefined ? undefined : JSON.stringify(question);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is what `question` says
  useEffect(() => {
    if (question === undefined) {
      setAnswer(nothing);
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const { label, ...rest } = question;
    const search = { ...rest, limit: shownTexts };
    const asked =
      label === undefined
        ? client.catalog.labelNames(search, { signal })
        : client.catalog.labelValues({ ...search, label }, { signal });
    asked.then(
      (found) => {
        if (!signal.aborted) setAnswer({ found, failure: undefined, label });
      },
      (error) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setAnswer({ found: undefined, failure: error.toData(), label });
      },
    );
    return () => controller.abort();
  }, [client, key]);
  // Names are never shown as values, nor one label's values as another's.
  return answer.label === question?.label ? answer : nothing;
}
