/** A configuration as a document, made in slices; one that comes later keeps the lines that both have. */
import { useEffect, useRef, useState } from 'react';
import { inSlices } from '../../components/slices.ts';
import { type ConfigDocument, readDocument } from './document.ts';

export interface ShownDocument {
  readonly document: ConfigDocument | undefined;
  /** When another configuration took the place of the one that was shown; undefined where none did, or none of late. */
  readonly changedAtMs: number | undefined;
}

const none: ShownDocument = { document: undefined, changedAtMs: undefined };

/** @param text undefined: what was shown stays */
export function useDocument(text: string | undefined): ShownDocument {
  const [shown, setShown] = useState(none);
  const [failure, setFailure] = useState<unknown>();
  const latest = useRef(none);
  useEffect(() => {
    const before = latest.current.document;
    if (text === undefined || text === before?.text) return undefined;
    const stop = new AbortController();
    inSlices(readDocument(text, before), { signal: stop.signal }).then(
      (document) => {
        latest.current = { document, changedAtMs: before === undefined ? undefined : Date.now() };
        setShown(latest.current);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setFailure(error);
      },
    );
    return () => stop.abort();
  }, [text]);
  if (failure !== undefined) throw failure;
  return shown;
}
