/**
 * The real servers that the tests start. On Debian as root a missing one is installed, and it is said what is installed;
 * elsewhere (or with BINNACLE_NO_INSTALL=1) the suites that need it are skipped by name, and with CI=true that is a failure.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './bootstrap.mjs';

/** Program → Debian package, or packages. */
const needed = {
  prometheus: 'prometheus',
  'prometheus-node-exporter': 'prometheus-node-exporter',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'prometheus-pushgateway': 'prometheus-pushgateway',
  chromium: 'chromium',
  'victoria-metrics': 'victoria-metrics',
  // A keychain, what Binnacle loads to speak to it, and a session to have it in. Other systems have their own.
  ...(process.platform === 'linux' && {
    'gnome-keyring-daemon': 'gnome-keyring libsecret-1-0',
    'dbus-run-session': 'dbus',
  }),
};

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => dir !== '' && existsSync(join(dir, name)));
}

export const missingServers = () => Object.keys(needed).filter((name) => !onPath(name));

export async function ensureServers() {
  const missing = missingServers();
  if (missing.length === 0) return;
  const packages = missing.map((name) => needed[name]);
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const mayInstall =
    process.env.BINNACLE_NO_INSTALL !== '1' && existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!mayInstall) {
    process.stderr.write(
      `Missing for the tests: ${missing.join(', ')}. Suites that need them are skipped. To install: ${command}\n`,
    );
    return;
  }
  process.stderr.write(`Installing the test servers: ${command}\n`);
  // Without this, Debian starts each service on all interfaces.
  if (!existsSync('/usr/sbin/policy-rc.d')) {
    writeFileSync('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  const code = await run('apt-get', command.split(' ').slice(1), { env, quiet: true });
  if (code !== 0)
    process.stderr.write(`apt-get ended with ${code}; suites that need ${missing.join(', ')} are skipped.\n`);
}
