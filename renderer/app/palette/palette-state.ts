/** Whether the palette is open: the header's button, the key and the palette itself are in three places of the page. */
import { create } from 'zustand';

interface PaletteState {
  readonly open: boolean;
  /** What is typed in it from the start: a prefix that asks for one kind of thing. */
  readonly begin: string;
}

export const usePaletteState = create<PaletteState>(() => ({ open: false, begin: '' }));

export function openPalette(begin = ''): void {
  usePaletteState.setState({ open: true, begin });
}

export function closePalette(): void {
  usePaletteState.setState({ open: false });
}
