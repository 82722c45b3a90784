/** What a host supplies to the backend: the desktop host (electron/desktop) and the web host (electron/web) each make one of these. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { Event } from '../../shared/base/event.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { AlertNotice } from '../../shared/model/notice.ts';
import type { Settings } from '../../shared/model/settings.ts';

export type WorkerName = 'parse' | 'catalog' | 'companions' | 'history-writer' | 'history-reader';

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

export interface StoredSettings {
  readonly settings: Settings;
  /** settings.unreadable, settings.partlyRead or settings.future: what is in use instead, and where the rest lies. */
  readonly problem?: AppErrorData;
}

export interface SettingsStore {
  /** Never throws: what cannot be read is set aside by the store, which then says so in `problem`. */
  read(): StoredSettings;
  /** What somebody else (another Binnacle, an editor) wrote since the last reading or writing; undefined where nobody did. Never throws. */
  readAgain?(): StoredSettings | undefined;
  /** Whole settings, atomically. Throws where the file cannot be written. */
  write(settings: Settings): void;
  /** Where they are kept, to be shown. */
  readonly path?: string;
}

/** Power and network events of the machine. `networkChanged`: it has other addresses than before, or none, or some again. */
export type PowerEvent = 'suspend' | 'resume' | 'networkChanged';

/** The system's keychain. Every call may fail or hang: the caller has a deadline. Passwords are texts of at most 64 KiB. */
export interface Keychain {
  /** undefined where there is none under the name, or the keychain is locked. */
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  /** Nothing where there is none. */
  remove(name: string): Promise<void>;
}

/** Of the desktop: what is told of alerts while nobody looks at the window. */
export interface Notifier {
  /** Never throws; where the system shows none, nothing is shown. */
  show(notice: AlertNotice): void;
  /** How many alerts fire, all connected servers together. */
  count(firing: number): void;
  /** A person chose a notice: its context's alerts are to be shown. The host has brought the window to the front. */
  readonly onOpen: Event<ContextId>;
}

export interface Ports {
  readonly host: 'desktop' | 'web';
  readonly version: string;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly clock: Clock;
  readonly log: LogSink;
  readonly settings: SettingsStore;
  readonly onPower: Event<PowerEvent>;
  /** The kubeconfig files in order, as the user wrote them. Files that came as one KUBECONFIG list form one group. */
  readonly kubeconfig: {
    readonly groups: readonly (readonly string[])[];
    readonly from: 'default' | 'environment' | 'commandLine';
  };
  readonly homeDir: string;
  /** Where Binnacle keeps what it keeps beside the settings; it is there, and this user's alone. */
  readonly dataDir: string;
  /** Of the process: HTTPS_PROXY and its like, PATH, SHELL. Not changed. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Opens the keychain; throws, or rejects, where there is none. Called at most once: when a secret is to be kept or read, or the page asks where they go. */
  readonly openKeychain: () => Promise<Keychain>;
  /** Absent where pages show notices themselves: in a browser. */
  readonly notifier?: Notifier | undefined;
  /** Where the worker's built (or, in tests, source) file is. */
  readonly workerUrl: (name: WorkerName) => URL;
}
