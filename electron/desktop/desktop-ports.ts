/** What this host supplies to the backend. */
import { homedir } from 'node:os';
import { app, powerMonitor } from 'electron';
import { Emitter } from '../../shared/base/event.ts';
import { resolveKubeconfigPaths } from '../backend/kubeconfig-paths.ts';
import type { Clock, LogSink, Ports, PowerEvent, SettingsStore } from '../backend/ports.ts';

export interface DesktopPortsOptions {
  readonly log: LogSink;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  /** Files named on the command line. */
  readonly kubeconfig: readonly string[];
  readonly workerUrl: Ports['workerUrl'];
}

/** To be called when the app is ready. */
export function createDesktopPorts({ log, clock, settings, kubeconfig, workerUrl }: DesktopPortsOptions): Ports {
  const homeDir = homedir();
  const power = new Emitter<PowerEvent>();
  powerMonitor.on('suspend', () => power.fire('suspend'));
  powerMonitor.on('resume', () => power.fire('resume'));
  return {
    host: 'desktop',
    version: app.getVersion(),
    random: Math.random,
    clock,
    log,
    settings,
    onPower: power.event,
    kubeconfig: resolveKubeconfigPaths({ files: kubeconfig, variable: process.env.KUBECONFIG, homeDir }),
    homeDir,
    workerUrl,
  };
}
