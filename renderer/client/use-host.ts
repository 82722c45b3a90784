/** Which host serves the page. */
import { useEffect, useState } from 'react';
import type { ApplicationInfo } from '../../shared/contract/application.ts';
import { useClient } from './hooks.tsx';

/** Undefined until the backend has said it. */
export function useHost(): ApplicationInfo['host'] | undefined {
  const client = useClient();
  const [host, setHost] = useState<ApplicationInfo['host'] | undefined>();
  useEffect(() => {
    const controller = new AbortController();
    client.application.info({}, { signal: controller.signal }).then(
      (info) => setHost(info.host),
      // Cancelled, or the link is lost: the status bar says that by itself.
      () => undefined,
    );
    return () => controller.abort();
  }, [client]);
  return host;
}
