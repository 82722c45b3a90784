/** Whoever goes by keyboard keeps a place: where a page takes away what had the focus, its main part has it, and Tab goes on in there. */
import { useEffect } from 'react';

export function useFocusKept(): void {
  useEffect(() => {
    let last: Element | undefined;
    const remember = ({ target }: FocusEvent) => {
      // Menus and dialogs give the focus back by themselves.
      last = target instanceof Element && target.closest('main, header') !== null ? target : undefined;
    };
    const observer = new MutationObserver(() => {
      if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
      last = undefined;
      focusOnce(document.querySelector('main'));
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}

/** Not for longer: a click beside the buttons is not to end in it. */
function focusOnce(main: HTMLElement | null): void {
  if (main === null) return;
  main.tabIndex = -1;
  main.addEventListener('blur', () => main.removeAttribute('tabindex'), { once: true });
  main.focus({ preventScroll: true });
}
