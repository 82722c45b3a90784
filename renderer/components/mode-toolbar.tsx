/**
 * What stands over a view that has modes or parts. The bar stays whatever is under it, and that puts into it what is its own: so no answer and
 * no other mode takes away a menu that is open there, or the place of the keyboard.
 */
import { createContext, type ReactNode, useContext, useState } from 'react';
import { createPortal } from 'react-dom';
import list from './list-view.module.css';
import styles from './mode-toolbar.module.css';

export interface ModeToolbarProps {
  readonly label: string;
  /** Which mode it is. */
  readonly choice: ReactNode;
  /** What is under the bar. */
  readonly children: ReactNode;
}

type Host = HTMLElement | null;

const Places = createContext<{ readonly middle: Host; readonly end: Host }>({ middle: null, end: null });

export function ModeToolbar({ label, choice, children }: ModeToolbarProps) {
  const [middle, setMiddle] = useState<Host>(null);
  const [end, setEnd] = useState<Host>(null);
  return (
    <Places value={{ middle, end }}>
      <div className={list.toolbar} role="toolbar" aria-label={label}>
        {choice}
        <div ref={setMiddle} className={styles.middle} />
        <div ref={setEnd} className={list.end} />
      </div>
      {children}
    </Places>
  );
}

export interface InToolbarProps {
  /** After the choice, or at the end of the bar. */
  readonly at: 'middle' | 'end';
  readonly children: ReactNode;
}

/** Of what is under a ModeToolbar. */
export function InToolbar({ at, children }: InToolbarProps) {
  const host = useContext(Places)[at];
  return host === null ? null : createPortal(children, host);
}
