/** What a host supplies to the backend: the desktop host (electron/desktop) and the web host (electron/web) each make one of these. */
import type { Event } from '../../shared/base/event.ts';
import type { Settings } from '../../shared/model/settings.ts';

export type WorkerName = 'parse';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds, monotonic. */
  monotonic(): number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogSink {
  /** `fields` never hold a secret. */
  write(
    level: LogLevel,
    scope: string,
    message: string,
    fields?: Readonly<Record<string, string | number | boolean>>,
  ): void;
}

export interface SettingsStore {
  /** Never throws: a broken file is set aside by the store, which then says so in `problem`. */
  read(): { readonly settings: Settings; readonly problem?: { readonly path: string; readonly reason: string } };
  /** Whole settings, atomically. Throws where the file cannot be written. */
  write(settings: Settings): void;
}

/** Power and network events of the machine. */
export type PowerEvent = 'suspend' | 'resume';

export interface Ports {
  readonly host: 'desktop' | 'web';
  readonly version: string;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly clock: Clock;
  readonly log: LogSink;
  readonly settings: SettingsStore;
  readonly onPower: Event<PowerEvent>;
  /** The kubeconfig files in order, as the user wrote them. Files that came as one KUBECONFIG list form one group; `explicit`: named on the command line. */
  readonly kubeconfig: { readonly groups: readonly (readonly string[])[]; readonly explicit: boolean };
  readonly homeDir: string;
  /** Where the worker's built (or, in tests, source) file is. */
  readonly workerUrl: (name: WorkerName) => URL;
}
