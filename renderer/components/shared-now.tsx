/** The time now for all rows of a list, handed down once: hundreds of them that each had a clock would cost more than they draw. */
import { createContext, type ReactNode, useContext } from 'react';
import { useNow } from './use-now.ts';

const NowContext = createContext(0);

/** Only what says an age is drawn again each second. */
export function SharedNow({ children }: { readonly children: ReactNode }) {
  return <NowContext value={useNow()}>{children}</NowContext>;
}

export function useSharedNow(): number {
  return useContext(NowContext);
}
