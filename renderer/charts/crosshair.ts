/** The time that all linked charts and their legends point at. */
import { useSyncExternalStore } from 'react';

export interface Crosshair {
  /** Undefined: nobody points. */
  readonly timeMs: () => number | undefined;
  point(timeMs: number | undefined): void;
  subscribe(listener: () => void): () => void;
}

export function createCrosshair(): Crosshair {
  const listeners = new Set<() => void>();
  let current: number | undefined;
  return {
    timeMs: () => current,
    point(timeMs) {
      if (timeMs === current) return;
      current = timeMs;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCrosshairTime(crosshair: Crosshair): number | undefined {
  return useSyncExternalStore(crosshair.subscribe, crosshair.timeMs);
}
