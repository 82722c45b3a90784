/** Under which path an Alertmanager or a Pushgateway of the cluster answers, where a person typed it: asked there first, kept where it answered, and forgotten. */
import { AppError } from '../../../shared/base/errors.ts';
import type { Beside } from '../../../shared/model/address.ts';
import { type CompanionPath, companionNames } from '../../../shared/model/companion.ts';
import type { SettingsService } from '../settings/settings-service.ts';
import type { Companions } from './companions.ts';

export interface KeptPaths {
  /** @throws AppError companion.badPath, connection.notConnected, companion.*, and the way's own, and nothing is kept then; CancelledError */
  keep(
    asked: Beside & { readonly target: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<{ readonly pathPrefix: string }>;
  /** It is found by asking again. Nothing where none is kept. */
  forget(place: Beside): void;
}

/** @returns the one that is kept for a context; undefined where none is */
export function pathIn(settings: Pick<SettingsService, 'snapshot'>, place: Beside): CompanionPath | undefined {
  return settings.snapshot().settings.companionPaths.find((one) => isAt(one, place));
}

export interface KeptPathsDeps {
  readonly settings: Pick<SettingsService, 'change'>;
  readonly companions: Pick<Companions, 'tryPath'>;
  /** A path without slashes at its end; undefined where it cannot be one that goes into a path of the API server. */
  readonly usablePath: (path: string) => string | undefined;
}

export function createKeptPaths({ settings, companions, usablePath }: KeptPathsDeps): KeptPaths {
  return {
    async keep({ context, kind, target, path }, signal) {
      const pathPrefix = usablePath(withoutEnd(path));
      if (pathPrefix === undefined) throw badPath(companionNames[kind], path);
      const kept: CompanionPath = { context, kind, target, pathPrefix };
      await companions.tryPath(kept, signal);
      settings.change((current) => ({
        ...current,
        companionPaths: [...current.companionPaths.filter((one) => !isAt(one, kept)), kept],
      }));
      return { pathPrefix };
    },
    forget(place) {
      settings.change((current) => ({
        ...current,
        companionPaths: current.companionPaths.filter((one) => !isAt(one, place)),
      }));
    },
  };
}

function isAt(one: CompanionPath, { context, kind }: Beside): boolean {
  return one.context === context && one.kind === kind;
}

/** People paste what their browser shows, or the address of its metrics or API. */
function withoutEnd(typed: string): string {
  const path = typed
    .trim()
    .replace(/#.*$/, '')
    .replace(/\/(?:metrics|api(?:\/.*)?)\/?$/, '');
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function badPath(what: string, path: string): AppError {
  const text = `${path} is no path under which ${what} could answer.`;
  return new AppError('companion.badPath', text, { details: { what, path: path.slice(0, 200) } });
}
