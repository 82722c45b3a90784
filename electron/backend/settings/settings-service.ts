/**
 * The settings of the user over the host's store. A choice holds at once even where it cannot be kept; that is then said in the
 * snapshot's problem, not thrown at whoever chose.
 */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import { type SettingsSnapshot, settingsSchema } from '../../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { LogSink, SettingsStore } from '../ports.ts';

export interface SettingsService extends Disposable {
  snapshot(): SettingsSnapshot;
  readonly onDidChange: Event<SettingsSnapshot>;
  /** A key that is undefined stays as it is. */
  update(part: { readonly [K in keyof Settings]?: Settings[K] | undefined }): void;
}

/** Reads the store once, here; from then on this holds the truth. */
export function createSettings(store: SettingsStore, log: LogSink): SettingsService {
  const changed = new Emitter<SettingsSnapshot>();
  const found = read(store);
  let { settings } = found;
  let unwritable: AppErrorData | undefined;
  if (found.problem !== undefined) log.write('warn', 'settings', found.problem.message);
  const snapshot = (): SettingsSnapshot => ({ settings, problem: unwritable ?? found.problem });
  return {
    snapshot,
    onDidChange: changed.event,
    update(part) {
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
      settings = settingsSchema.parse({ ...settings, ...given });
      try {
        store.write(settings);
        unwritable = undefined;
      } catch (error) {
        unwritable = unwritableProblem(error);
        log.write('warn', 'settings', unwritable.message);
      }
      changed.fire(snapshot());
    },
    dispose: () => changed.dispose(),
  };
}

function read(store: SettingsStore): { settings: Settings; problem: AppErrorData | undefined } {
  const { settings, problem } = store.read();
  const parsed = settingsSchema.safeParse(settings);
  if (problem !== undefined) return { settings: parsed.data ?? defaultSettings, problem: unreadableProblem(problem) };
  if (parsed.success) return { settings: parsed.data, problem: undefined };
  const reason = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return { settings: defaultSettings, problem: unreadableProblem({ path: 'settings', reason }) };
}

function unreadableProblem(details: { readonly path: string; readonly reason: string }): AppErrorData {
  const message = `The settings in ${details.path} could not be read (${details.reason}). The defaults are in use.`;
  return new AppError('settings.unreadable', message, { details }).toData();
}

function unwritableProblem(error: unknown): AppErrorData {
  const { path } = error as { readonly path?: unknown };
  const details = { path: typeof path === 'string' ? path : 'settings', reason: errorText(error) };
  const message = `The settings could not be written (${details.reason}). They hold until Binnacle ends.`;
  return new AppError('settings.unwritable', message, { details }).toData();
}
