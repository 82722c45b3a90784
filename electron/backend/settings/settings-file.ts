/**
 * The settings in a file, for both hosts (docs/formats/settings.md). What cannot be read is set aside or copied aside before it is
 * written over, and named; a file of a newer Binnacle is left alone.
 */
import { chmodSync, copyFileSync, readFileSync, renameSync } from 'node:fs';
import { AppError, type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { writeFileAtomically } from '../base/write-file.ts';
import type { Clock, SettingsStore, StoredSettings } from '../ports.ts';
import { formatSettings, parseSettings } from './settings-format.ts';

interface FileState {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The settings that were last read or written. */
  settings: Settings;
  /** The text of the file then; undefined where there was none. */
  text: string | undefined;
}

export function createSettingsFile(path: string, clock: Pick<Clock, 'now'>): Required<SettingsStore> {
  const state: FileState = { path, clock, settings: defaultSettings, text: undefined };
  return {
    path,
    read: () => readFile(state),
    readAgain: () => readChanged(state),
    write(settings) {
      try {
        // Somebody may have broken it, or a newer Binnacle written it, since it was read. What could not be put aside stays.
        const problem = readChanged(state)?.problem;
        if (problem?.details.path === path) throw new Error(problem.message);
        const text = formatSettings(settings);
        writeFileAtomically(path, text);
        state.text = text;
        state.settings = settings;
      } catch (cause) {
        throw Object.assign(new Error(errorText(cause), { cause }), { path });
      }
    },
  };
}

/** undefined where it is as it was, or not there: whoever removes it while it is in use does not mean the defaults. */
function readChanged(state: FileState): StoredSettings | undefined {
  try {
    const text = readFileSync(state.path, 'utf8');
    return text === state.text ? undefined : takeText(state, text);
  } catch {
    return undefined; // writing says what is wrong
  }
}

function readFile(state: FileState): StoredSettings {
  let text: string;
  try {
    text = readFileSync(state.path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { settings: state.settings };
    return { settings: state.settings, problem: unreadable(state.path, errorText(error)) };
  }
  return takeText(state, text);
}

function takeText(state: FileState, text: string): StoredSettings {
  const parsed = parseSettings(text);
  if (parsed.kind === 'future') return { settings: state.settings, problem: fromTheFuture(state.path, parsed.version) };
  if (parsed.kind === 'broken') return { settings: state.settings, problem: setAside(state, parsed.reason) };
  state.settings = parsed.settings;
  if (parsed.refused.length === 0) {
    state.text = text;
    return { settings: parsed.settings };
  }
  return { settings: parsed.settings, problem: copyAside(state, parsed.refused) };
}

function asidePath({ path, clock }: FileState, why: string): string {
  return `${path}.${why}-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
}

function setAside(state: FileState, reason: string): AppErrorData {
  const aside = asidePath(state, 'broken');
  try {
    renameSync(state.path, aside);
    state.text = undefined;
    return unreadable(aside, reason);
  } catch (error) {
    return unreadable(state.path, `${reason}; and it could not be set aside: ${errorText(error)}`);
  }
}

/** The file goes on with what could be read, or it would be copied at every start. Where that fails, it is as it was. */
function copyAside(state: FileState, refused: readonly string[]): AppErrorData {
  const { path, settings } = state;
  const aside = asidePath(state, 'partly-read');
  const keys = refused.join(', ');
  try {
    copyFileSync(path, aside);
    chmodSync(aside, 0o600);
  } catch {
    return partlyRead(path, keys);
  }
  try {
    const text = formatSettings(settings);
    writeFileAtomically(path, text);
    state.text = text;
  } catch {
    // The next write says why not.
  }
  return partlyRead(aside, keys);
}

function unreadable(path: string, reason: string): AppErrorData {
  const message = `The settings in ${path} could not be read (${reason}). The defaults are in use, or what was in use before.`;
  return new AppError('settings.unreadable', message, { details: { path, reason } }).toData();
}

function partlyRead(path: string, keys: string): AppErrorData {
  const message = `Some settings could not be read (${keys}). The others hold; what was there lies in ${path}.`;
  return new AppError('settings.partlyRead', message, { details: { path, keys } }).toData();
}

function fromTheFuture(path: string, version: number): AppErrorData {
  const message = `The settings in ${path} are of a newer Binnacle (version ${version}). They are left alone: what you set here holds until Binnacle ends.`;
  return new AppError('settings.future', message, { details: { path, version } }).toData();
}
