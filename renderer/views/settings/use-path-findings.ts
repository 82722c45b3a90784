/** What lies at the paths of a list, as the backend sees it; nothing of a path that it has not looked at yet. */
import { useEffect, useState } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { PathFinding } from '../../../shared/contract/settings.ts';
import { useClient, useLinkState } from '../../client/hooks.tsx';

export function usePathFindings(paths: readonly string[]): ReadonlyMap<string, PathFinding> {
  const client = useClient();
  const link = useLinkState().kind;
  const [findings, setFindings] = useState<ReadonlyMap<string, PathFinding>>(new Map());
  useEffect(() => {
    if (paths.length === 0 || link !== 'open') return undefined;
    const controller = new AbortController();
    const look = async () => {
      try {
        const found = await client.settings.lookAt({ paths }, { signal: controller.signal });
        setFindings(new Map(found.map((one) => [one.path, one])));
      } catch (error) {
        // Nothing is said of the paths then; a lost link is said elsewhere.
        if (!isCancellation(error) && !(error instanceof AppError)) throw error;
      }
    };
    void look();
    return () => controller.abort();
  }, [client, link, paths]);
  return findings;
}
