/** Which exec commands may run (docs/decisions/0009): those of kubectl's own files, and those that the user agreed to as they are. */
import { resolve } from 'node:path';
import { AppError } from '../../shared/base/errors.ts';
import { execCommandLine, execDigest } from './base/exec-digest.ts';
import type { ResolvedContext } from './contexts/merge-group.ts';
import { kubectlsOwnFiles } from './kubeconfig-paths.ts';
import type { Ports } from './ports.ts';
import type { SettingsService } from './settings/settings-service.ts';

export interface ExecConsents {
  /** @param user of a kubeconfig. */
  mayRun(user: ResolvedContext['user']): boolean;
  /**
   * The user agrees to what was shown.
   * @throws AppError auth.execConsent with what the file says now, where that is something else
   */
  allow(user: ResolvedContext['user'], shownDigest: string): void;
}

export function createExecConsents(
  { kubeconfig, env, homeDir }: Pick<Ports, 'kubeconfig' | 'env' | 'homeDir'>,
  settings: Pick<SettingsService, 'snapshot' | 'addConsent'>,
): ExecConsents {
  const own = new Set(kubectlsOwnFiles({ variable: env.KUBECONFIG, homeDir }));
  if (kubeconfig.from !== 'commandLine') for (const file of kubeconfig.groups.flat()) own.add(resolve(file));
  return {
    mayRun({ file, exec }) {
      if (exec === undefined || own.has(file)) return true;
      const digest = execDigest(exec);
      return settings.snapshot().settings.execConsents.some((one) => one.file === file && one.digest === digest);
    },
    allow({ name, file, exec }, shownDigest) {
      const digest = exec === undefined ? '' : execDigest(exec);
      const command = exec === undefined ? '' : execCommandLine(exec);
      if (digest === shownDigest) return settings.addConsent({ file, command, digest });
      throw new AppError('auth.execConsent', `${file} has changed: "${name}" is now signed in by: ${command}`, {
        details: { user: name, file, command, digest },
      });
    },
  };
}
