/** Opens the user's browser. That it fails is no failure: the address is on the terminal. */
import { spawn } from 'node:child_process';
import type { LogSink } from '../backend/ports.ts';

/** @returns the program and its arguments; the address goes as an argument of its own and never through a shell. */
export function openerFor(platform: NodeJS.Platform, url: string): readonly [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', url];
  // `start` is a word of cmd, which would take `&` for its own; this opens the same handler without it.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

export function openBrowser(platform: NodeJS.Platform, url: string, log: LogSink): void {
  const [program, ...args] = openerFor(platform, url);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // The address leads to the token: it is not logged.
  child.once('error', (error) => log.write('info', 'web', 'no browser could be opened', { reason: error.message }));
  child.unref();
}
