/** How much nodes and containers use, as metrics.k8s.io tells it: made up but steady, or as a test says. */
import { createHash } from 'node:crypto';

export interface Usage {
  /** Billionths of a core. */
  readonly cpuNano: number;
  readonly memoryKi: number;
}

export interface UsageSource {
  node(name: string): Usage;
  container(namespace: string, pod: string, container: string): Usage;
}

/** Between the two, and always the same for one name. */
function steady(name: string, lowest: number, highest: number): number {
  const part = createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
  return Math.round(lowest + (highest - lowest) * part);
}

/** Nodes at some cores and GiB, containers at some thousandths and MiB. */
export const steadyUsage: UsageSource = {
  node: (name) => ({
    cpuNano: steady(`${name} cpu`, 400_000_000, 6_000_000_000),
    memoryKi: steady(`${name} memory`, 4 * 1024 * 1024, 40 * 1024 * 1024),
  }),
  container: (...names) => ({
    cpuNano: steady(`${names} cpu`, 1_000_000, 400_000_000),
    memoryKi: steady(`${names} memory`, 16 * 1024, 600 * 1024),
  }),
};
