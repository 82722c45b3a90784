/** Starts test/support/demo-process.ts: the clusters of the demo and their Prometheus, beside the process that measures. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DemoAddresses } from '../support/demo-process.ts';
import { endProcess } from '../support/servers/real-server.ts';

export interface DemoClusters extends DemoAddresses {
  readonly pid: number;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '../support/demo-process.ts');

/** @throws Error where it ends before it is ready; what it said is on standard error then */
export async function startDemoClusters(historyHours: number, scrapeInterval: string): Promise<DemoClusters> {
  const args = [program, '--history', String(historyHours), '--interval', scrapeInterval];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the demo's clusters ended with ${code} before they were ready`)));
    child.once('error', reject);
  });
  const addresses: DemoAddresses = JSON.parse(line);
  return { ...addresses, pid: child.pid ?? 0, stop: () => endProcess(child) };
}
