/** What the editor does: as the person chose, and as the server speaks. */
import { useMemo } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import type { EditorFeatures } from '../../promql-editor/editor-catalog.ts';
import { useAskedIfOpen } from '../../state/asked.tsx';
import { useConnection, useSettings } from '../../state/stores.tsx';

export function useEditorFeatures(context: ContextId): EditorFeatures {
  const { highlighting, completion, lint } = useSettings();
  const { state } = useConnection(context);
  const server = 'server' in state ? state.server : undefined;
  // Others have versions of their own, and a language that is about as new as Prometheus's.
  const liveVersion = server?.engine === 'prometheus' ? server.version : undefined;
  const { record } = useAskedIfOpen() ?? {};
  const serverVersion = record === undefined || record.version === '' ? liveVersion : record.version;
  const isDialect = server?.engine === 'victoriametrics' || server?.engine === 'unknown';
  return useMemo(
    () => ({ highlighting, completion, lint, serverVersion, isDialect }),
    [highlighting, completion, lint, serverVersion, isDialect],
  );
}
