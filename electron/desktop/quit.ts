/** Quitting: what is open is closed before the process ends, and the process ends in time whatever hangs. */
import { app } from 'electron';
import { type Disposable, toDisposable } from '../../shared/base/disposable.ts';
import { errorText } from '../../shared/base/errors.ts';
import type { LogSink } from '../backend/ports.ts';

/** Together they leave room within the three seconds that everything has to end in. */
const closeDeadlineMs = 1750;
const exitDeadlineMs = 500;

/** Holds every quit (menu, last window, signal, system) until `close` is done, at most 1.75 s. @returns what stops the timers */
export function closeBeforeQuit(close: () => Promise<void>, log: LogSink): Disposable {
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, run: () => void) => timers.add(setTimeout(run, ms));
  let state: 'running' | 'closing' | 'closed' = 'running';
  const finish = () => {
    if (state === 'closed') return;
    state = 'closed';
    // A window that does not go, for whatever reason, does not keep the process.
    after(exitDeadlineMs, () => app.exit(0));
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    after(closeDeadlineMs, () => {
      log.write('warn', 'quit', 'the backend did not close in time');
      finish();
    });
    close()
      .catch((error) => log.write('error', 'quit', 'the backend failed to close', { reason: errorText(error) }))
      .finally(finish);
  });
  return toDisposable(() => {
    for (const timer of timers) clearTimeout(timer);
  });
}

/**
 * To be called when the app is ready: before that, Electron would put its own handlers over these.
 * @param parent the process to end with (`npm start` leaves its child behind), or undefined.
 */
export function quitOnSignals(parent: number | undefined): Disposable {
  const quit = () => app.quit();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, quit);
  const watch = setInterval(() => {
    if (parent !== undefined && process.ppid !== parent) quit();
  }, 250);
  watch.unref();
  return toDisposable(() => {
    clearInterval(watch);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeListener(signal, quit);
  });
}
