/** The last change of this page, which can be undone where it was made until the next one. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { SettingsPatch } from '../../state/settings-store.ts';
import { useStores } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import type { SettingId } from './settings-search.ts';

interface Change {
  readonly id: SettingId;
  /** What was done, as a sentence. */
  readonly said: string;
  readonly undo: () => Promise<AppErrorData | undefined>;
}

interface Changes {
  readonly last: Change | undefined;
  /** Why the last change was not made, where no field says it. */
  readonly failure: { readonly id: SettingId; readonly error: AppErrorData } | undefined;
  /** Does it, and remembers how it is undone. Resolves with why it was not done. */
  readonly run: (
    id: SettingId,
    said: string,
    work: () => Promise<AppErrorData | undefined>,
    undo: Change['undo'],
  ) => Promise<AppErrorData | undefined>;
  readonly undo: () => void;
}

const ChangesContext = createContext<Changes | undefined>(undefined);

export function ChangesProvider({ children }: { readonly children: ReactNode }) {
  const [last, setLast] = useState<Change | undefined>();
  const [failure, setFailure] = useState<Changes['failure']>();
  const run = useCallback<Changes['run']>(async (id, said, work, undo) => {
    setFailure(undefined);
    const error = await work();
    if (error === undefined) setLast({ id, said, undo });
    else if (error.code !== 'rpc.badInput') setFailure({ id, error });
    return error;
  }, []);
  const undo = useCallback(() => {
    if (last === undefined) return;
    setLast(undefined);
    void last.undo().then((error) => setFailure(error === undefined ? undefined : { id: last.id, error }));
  }, [last]);
  const changes = useMemo(() => ({ last, failure, run, undo }), [last, failure, run, undo]);
  return <ChangesContext value={changes}>{children}</ChangesContext>;
}

export function useChanges(): Changes {
  const changes = useContext(ChangesContext);
  if (changes === undefined) throw new Error('useChanges outside of a ChangesProvider');
  return changes;
}

/** A host that cannot keep a choice holds it all the same, and a band says so. */
const refusal = (error: AppErrorData | undefined) => (error?.code === 'rpc.badInput' ? error : undefined);

/** Changes settings as they are; undo sets what was there before. */
export function useChange(): (id: SettingId, patch: SettingsPatch, said: string) => Promise<AppErrorData | undefined> {
  const { run } = useChanges();
  const choose = useChooseSettings();
  const store = useStores().settings;
  return useCallback(
    (id, patch, said) => {
      const { settings } = store.getState();
      const before: SettingsPatch = Object.fromEntries(
        Object.keys(patch).map((key) => [key, settings[key as keyof SettingsPatch]]),
      );
      return run(
        id,
        said,
        () => choose(patch).then(refusal),
        () => choose(before).then(refusal),
      );
    },
    [run, choose, store],
  );
}
