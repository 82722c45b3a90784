/**
 * The settings of the user over the host's store. A choice holds at once even where it cannot be kept; that is then said in the
 * snapshot's problem, not thrown at whoever chose.
 */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import { type SettingsSnapshot, settingsSchema } from '../../../shared/contract/settings.ts';
import { defaultSettings, type ExecConsent, type Settings } from '../../../shared/model/settings.ts';
import type { ClusterChoice, ClusterKey } from '../../../shared/model/source-choice.ts';
import type { LogSink, SettingsStore, StoredSettings } from '../ports.ts';
import { type SettingsPart, usablePart } from './usable-part.ts';

export interface SettingsService extends Disposable {
  snapshot(): SettingsSnapshot;
  readonly onDidChange: Event<SettingsSnapshot>;
  /** What the page sets as it is; a key that is undefined stays as it is. @throws AppError rpc.badInput: a relative path, a proxy that is none */
  update(part: SettingsPart): void;
  /**
   * What others wrote into the store meanwhile is read first, so `edit` sees the newest. Nothing is told where it changes nothing.
   * @throws Error where the result is no settings (two addresses of one id): a bug of the caller's; nothing has changed then.
   */
  change(edit: (settings: Settings) => Settings): void;
  /** One choice per cluster: an earlier one is replaced. */
  setChoice(choice: ClusterChoice): void;
  forgetChoice(cluster: ClusterKey): void;
  addConsent(consent: ExecConsent): void;
  forgetConsent(consent: Pick<ExecConsent, 'file' | 'digest'>): void;
  /** Undo what was forgotten since the start; nothing where that was not, or where there is another one since. */
  restoreChoice(cluster: ClusterKey): void;
  restoreConsent(consent: Pick<ExecConsent, 'file' | 'digest'>): void;
}

/** Reads the store once, here; from then on this holds the truth. */
export function createSettings(store: SettingsStore, log: LogSink): SettingsService {
  const changed = new Emitter<SettingsSnapshot>();
  let { settings, problem } = checked(store.read());
  let unwritable: AppErrorData | undefined;
  if (problem !== undefined) log.write('warn', 'settings', problem.message);
  const snapshot = (): SettingsSnapshot => ({ settings, problem: unwritable ?? problem, path: store.path });

  /** Not where the last change could not be written: it would be lost. */
  function takeOver(): void {
    const found = unwritable === undefined && problem?.code !== 'settings.future' ? store.readAgain?.() : undefined;
    if (found === undefined) return;
    const next = checked(found);
    settings = next.settings;
    if (next.problem === undefined) return;
    problem = next.problem;
    log.write('warn', 'settings', next.problem.message);
  }

  function write(): void {
    // It would throw: the file is a newer Binnacle's, which the problem says already.
    if (problem?.code === 'settings.future') return;
    try {
      store.write(settings);
      unwritable = undefined;
    } catch (error) {
      unwritable = unwritableProblem(error);
      log.write('warn', 'settings', unwritable.message);
    }
  }

  function change(edit: (settings: Settings) => Settings): void {
    const before = snapshot();
    takeOver();
    const next = validated(edit(settings));
    const edited = !same(next, settings);
    settings = next;
    if (edited) write();
    if (!same(before, snapshot())) changed.fire(snapshot());
  }

  return {
    snapshot,
    onDidChange: changed.event,
    update: (part) => {
      const given = usablePart(part);
      change((current) => ({ ...current, ...given }));
    },
    change,
    ...edits(change),
    dispose: () => changed.dispose(),
  };
}

type Edits = Omit<SettingsService, 'snapshot' | 'onDidChange' | 'update' | 'change' | 'dispose'>;

/** The page can only restore what was there: it never makes up a consent. */
interface Forgotten {
  choices: readonly ClusterChoice[];
  consents: readonly ExecConsent[];
}

function edits(change: SettingsService['change']): Edits {
  const forgotten: Forgotten = { choices: [], consents: [] };
  const otherThan =
    ({ file, digest }: Pick<ExecConsent, 'file' | 'digest'>) =>
    (one: ExecConsent) =>
      one.file !== file || one.digest !== digest;
  return {
    setChoice: (choice) =>
      change((settings) => {
        const others = settings.choices.filter(({ cluster }) => cluster !== choice.cluster);
        return { ...settings, choices: [...others, choice] };
      }),
    forgetChoice: (wanted) =>
      change((settings) => {
        const [kept, gone] = split(settings.choices, ({ cluster }) => cluster !== wanted);
        if (gone.length > 0)
          forgotten.choices = [...forgotten.choices.filter((one) => one.cluster !== wanted), ...gone];
        return { ...settings, choices: kept };
      }),
    restoreChoice: (wanted) =>
      change((settings) => {
        const [others, found] = split(forgotten.choices, ({ cluster }) => cluster !== wanted);
        forgotten.choices = others;
        const replaced = settings.choices.some(({ cluster }) => cluster === wanted);
        return replaced ? settings : { ...settings, choices: [...settings.choices, ...found] };
      }),
    addConsent: (consent) =>
      change((settings) => ({
        ...settings,
        execConsents: [...settings.execConsents.filter(otherThan(consent)), consent],
      })),
    forgetConsent: (consent) =>
      change((settings) => {
        const [kept, gone] = split(settings.execConsents, otherThan(consent));
        if (gone.length > 0) forgotten.consents = [...forgotten.consents.filter(otherThan(consent)), ...gone];
        return { ...settings, execConsents: kept };
      }),
    restoreConsent: (consent) =>
      change((settings) => {
        const [others, found] = split(forgotten.consents, otherThan(consent));
        forgotten.consents = others;
        if (found.length === 0) return settings;
        return { ...settings, execConsents: [...settings.execConsents.filter(otherThan(consent)), ...found] };
      }),
  };
}

/** Those that pass, and those that do not. */
function split<T>(all: readonly T[], passes: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(passes), all.filter((one) => !passes(one))];
}

/** Both are plain data whose keys come in the same order, or else are written once more than needed. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function validated(settings: Settings): Settings {
  const parsed = settingsSchema.parse(settings);
  for (const list of [parsed.addresses, parsed.exporters]) {
    const ids = list.map(({ id }) => String(id));
    if (new Set(ids).size < ids.length) throw new Error('two addresses, or two exporters, have the same id');
  }
  return parsed;
}

/** A store may be anything that a host brings. */
function checked({ settings, problem }: StoredSettings): { settings: Settings; problem: AppErrorData | undefined } {
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return { settings: parsed.data, problem };
  const reason = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const message = `The settings could not be read (${reason}). The defaults are in use.`;
  const details = { path: 'settings', reason };
  return { settings: defaultSettings, problem: new AppError('settings.unreadable', message, { details }).toData() };
}

function unwritableProblem(error: unknown): AppErrorData {
  const { path } = error as { readonly path?: unknown };
  const details = { path: typeof path === 'string' ? path : 'settings', reason: errorText(error) };
  const message = `The settings could not be written (${details.reason}). They hold until Binnacle ends.`;
  return new AppError('settings.unwritable', message, { details }).toData();
}
