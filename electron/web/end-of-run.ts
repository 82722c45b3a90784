/** When this process is to end: a signal, or the end of whoever started it. */

/** How often the parent is looked after; npm and a closed terminal leave their children behind without a word. */
const parentPollMs = 500;

/**
 * Resolves with the reason, for the log. The handlers stay: a second signal while closing changes nothing, the closing has a deadline.
 * @param parent the pid in BINNACLE_PARENT: the starter, or one of its ancestors where the starter was started in turn
 */
export function endOfRun(parent: number | undefined): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    if (parent === undefined) return;
    const isParent = process.ppid === parent;
    const timer = setInterval(() => {
      if (isParent ? process.ppid === parent && isAlive(parent) : isAlive(parent)) return;
      clearInterval(timer);
      resolve('the parent process has ended');
    }, parentPollMs);
    timer.unref();
  });
}

export function parentFrom(variable: string | undefined): number | undefined {
  return variable !== undefined && /^[1-9]\d*$/.test(variable) ? Number(variable) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
