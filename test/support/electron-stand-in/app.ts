/** app: lock, folders, ready, quitting in Electron's order (before-quit, the windows, will-quit, quit). */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { Events } from './events.ts';

interface Closable {
  /** @returns false where the window did not close. */
  close(): boolean;
}

class StandInApp extends Events {
  isPackaged = false;
  /** What a test sets before the host asks. */
  lockIsFree = true;
  languages: string[] = ['en-GB'];
  readonly calls: string[] = [];
  readonly windows = new Set<Closable>();
  exitCode: number | undefined;
  badgeCount = 0;
  /** Where the stand-in is a process of its own, this ends it. */
  onExit: (code: number) => void = () => undefined;
  readonly #paths = new Map<string, string>();
  #ready: (() => void) | undefined;
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });

  becomeReady(): void {
    this.calls.push('ready');
    this.#ready?.();
  }

  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }

  requestSingleInstanceLock(): boolean {
    this.calls.push('requestSingleInstanceLock');
    return this.lockIsFree;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  getPath(name: string): string {
    const path = this.#paths.get(name) ?? join(mkdtempSync(join(tmpdir(), 'binnacle-electron-')), name);
    this.#paths.set(name, path);
    return path;
  }

  setPath(name: string, path: string): void {
    this.calls.push(`setPath ${name}`);
    this.#paths.set(name, path);
  }

  getVersion(): string {
    return '0.0.0-stand-in';
  }

  getPreferredSystemLanguages(): string[] {
    return this.languages;
  }

  setBadgeCount(count = 0): boolean {
    this.badgeCount = count;
    return true;
  }

  quit(): void {
    if (this.exitCode !== undefined || this.fire('before-quit').defaultPrevented) return;
    for (const window of [...this.windows]) if (!window.close()) return;
    if (this.fire('will-quit').defaultPrevented) return;
    this.exit(0);
  }

  exit(code = 0): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    this.fire('quit', {}, code);
    this.onExit(code);
  }

  windowClosed(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.fireBare('window-all-closed');
  }
}

export const app = new StandInApp() satisfies Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getPath'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isPackaged'
  | 'on'
  | 'once'
  | 'quit'
  | 'removeListener'
  | 'requestSingleInstanceLock'
  | 'setBadgeCount'
  | 'setPath'
  | 'whenReady'
>;
