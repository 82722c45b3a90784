/** The window of time that the open view shows, and how it is moved: so that what stands over the view can show and move it. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ViewWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** To any place that the view can show; what reaches the last sample stays there. */
  readonly move: (startMs: number, endMs: number) => void;
}

/** Undefined while the view that is shown has no window. */
export type ViewWindows = StoreApi<{ readonly shown: ViewWindow | undefined }>;

export function createViewWindows(): ViewWindows {
  return createStore(() => ({ shown: undefined as ViewWindow | undefined }));
}
