/** What this host supplies to the backend. */
import { homedir } from 'node:os';
import { app, powerMonitor } from 'electron';
import { type DisposableStore, toDisposable } from '../../shared/base/disposable.ts';
import type { Event } from '../../shared/base/event.ts';
import { watchPower } from '../backend/base/power-watch.ts';
import { resolveKubeconfigPaths } from '../backend/kubeconfig-paths.ts';
import type { Clock, LogSink, Notifier, Ports, PowerEvent, SettingsStore } from '../backend/ports.ts';
import { openKeytar } from '../backend/secrets/keytar-keychain.ts';

export interface DesktopPortsOptions {
  readonly log: LogSink;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  /** Files named on the command line. */
  readonly kubeconfig: readonly string[];
  readonly workerUrl: Ports['workerUrl'];
  readonly notifier: Notifier;
  readonly dataDir: string;
  /** What listens to the machine ends with it. */
  readonly lifetime: DisposableStore;
}

/** To be called when the app is ready. */
export function createDesktopPorts(options: DesktopPortsOptions): Ports {
  const { log, clock, settings, kubeconfig, workerUrl, notifier, dataDir, lifetime } = options;
  const homeDir = homedir();
  return {
    host: 'desktop',
    version: app.getVersion(),
    random: Math.random,
    clock,
    log,
    settings,
    onPower: lifetime.add(watchPower({ clock, system })).onPower,
    kubeconfig: resolveKubeconfigPaths({ files: kubeconfig, variable: process.env.KUBECONFIG, homeDir }),
    homeDir,
    dataDir,
    env: process.env,
    openKeychain: () => openKeytar('Binnacle'),
    notifier,
    workerUrl,
  };
}

/** What Electron hears of the machine's sleep. */
const system: Event<PowerEvent> = (listener) => {
  const [suspend, resume] = [() => listener('suspend'), () => listener('resume')];
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', resume);
  return toDisposable(() => {
    powerMonitor.removeListener('suspend', suspend);
    powerMonitor.removeListener('resume', resume);
  });
};
