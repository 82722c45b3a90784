/** A window of a record as a file of its own: gathered as it comes, and handed out when it is whole. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContractClient } from '../../shared/contract/contract.ts';
import { useClient } from '../client/hooks.tsx';

type ExportRequest = Parameters<ContractClient['history']['export']>[0];

type ExportState =
  | { readonly kind: 'idle' }
  /** `part`: 0 to 1; `bytes` have come so far. */
  | { readonly kind: 'running'; readonly part: number; readonly bytes: number }
  | {
      readonly kind: 'done';
      readonly fileName: string;
      readonly series: number;
      readonly samples: number;
      readonly bytes: number;
    }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export interface Exporting {
  readonly state: ExportState;
  readonly start: (request: ExportRequest) => void;
  readonly cancel: () => void;
}

/** @param save hands the file to whoever shows the page. It ends with the component. */
export function useExport(save: (name: string, content: Blob) => void): Exporting {
  const client = useClient();
  const [state, setState] = useState<ExportState>({ kind: 'idle' });
  const running = useRef<AbortController | undefined>(undefined);
  const latestSave = useRef(save);
  latestSave.current = save;
  useEffect(() => () => running.current?.abort(), []);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState({ kind: 'idle' });
  }, []);
  const start = useCallback(
    (request: ExportRequest) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const tell = (next: ExportState) => {
        if (!controller.signal.aborted) setState(next);
      };
      gather(client, request, { signal: controller.signal, tell, save: latestSave.current }).catch((error: unknown) => {
        if (controller.signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        tell({ kind: 'failed', error: error.toData() });
      });
    },
    [client],
  );
  return { state, start, cancel };
}

interface Gathering {
  readonly signal: AbortSignal;
  readonly tell: (state: ExportState) => void;
  readonly save: (name: string, content: Blob) => void;
}

async function gather(
  client: Pick<ContractClient, 'history'>,
  request: ExportRequest,
  { signal, tell, save }: Gathering,
): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let [part, bytes] = [0, 0];
  tell({ kind: 'running', part, bytes });
  for await (const item of client.history.export(request, { signal })) {
    signal.throwIfAborted();
    if (item.kind === 'bytes') {
      parts.push(new Uint8Array(item.bytes));
      bytes += item.bytes.length;
    } else if (item.kind === 'progress') part = item.total === 0 ? part : item.done / item.total;
    else {
      const { fileName, series, samples } = item;
      save(fileName, new Blob(parts, { type: 'application/octet-stream' }));
      tell({ kind: 'done', fileName, series, samples, bytes });
      return;
    }
    tell({ kind: 'running', part, bytes });
  }
}
