/** What stands below a row's first line, and tells how high it is. */
import { type ReactNode, useEffect, useRef } from 'react';

export interface BelowProps {
  readonly row: string;
  readonly onHeight: (row: string, heightPx: number) => void;
  readonly children: ReactNode;
}

export function Below({ row, onHeight, children }: BelowProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    // Told at once, and when the page was laid out anyway: to measure by hand would lay it out once more for each row.
    const observer = new ResizeObserver(() => onHeight(row, element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [row, onHeight]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be those of a table element
    // biome-ignore lint/a11y/useFocusableInteractive: its row is
    <div ref={host} role="gridcell" data-inside>
      {children}
    </div>
  );
}
