/** Memory that a process of Linux has resident, and the most that it had. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
import { readFileSync, writeFileSync } from 'node:fs';

/** What it has now is the most that it had. */
export function resetPeakMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** MiB, since the last reset. */
export function peakMemoryMiB(pid: number): number {
  return memoryMiB(pid, 'VmHWM');
}

/** MiB, of now. */
export function residentMemoryMiB(pid: number): number {
  return memoryMiB(pid, 'VmRSS');
}

function memoryMiB(pid: number, which: 'VmHWM' | 'VmRSS'): number {
  const found = new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (found === null) throw new Error(`the system does not tell the memory of process ${pid}`);
  return Number(found[1]) / 1024;
}
