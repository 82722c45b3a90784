/** What the suites of addresses share: the services over a settings file of their own, and secrets that a test can look into. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Addresses } from '../../electron/backend/addresses/addresses.ts';
import { createAddresses } from '../../electron/backend/addresses/create-addresses.ts';
import { openTypedCompanion } from '../../electron/backend/kube/companions/typed-companion.ts';
import { createNetwork } from '../../electron/backend/network/create-network.ts';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import type { Keychain, LogSink } from '../../electron/backend/ports.ts';
import { createSecrets } from '../../electron/backend/secrets/create-secrets.ts';
import { createSettingsFile } from '../../electron/backend/settings/settings-file.ts';
import { createSettings, type SettingsService } from '../../electron/backend/settings/settings-service.ts';
import { probeServer } from '../../electron/backend/sources/prometheus/probe-server.ts';
import type { AddressInput } from '../../shared/model/address.ts';

export interface AddressBench {
  readonly addresses: Addresses;
  readonly settings: SettingsService;
  /** What the keychain has. */
  readonly keychain: ReadonlyMap<string, string>;
  /** Every line of the log, down to debug, with its fields. */
  readonly log: readonly string[];
  readonly dir: string;
  /** Whatever lies in the data directory, as one text. */
  dataDirText(): string;
  close(): void;
}

export function openAddressBench(): AddressBench {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-addresses-'));
  const lines: string[] = [];
  const log: LogSink = {
    write: (level, scope, message, fields = {}) => lines.push(JSON.stringify([level, scope, message, fields])),
  };
  const kept = new Map<string, string>();
  const keychain: Keychain = {
    get: async (name) => kept.get(name),
    set: async (name, secret) => void kept.set(name, secret),
    remove: async (name) => void kept.delete(name),
  };
  const settings = createSettings(createSettingsFile(join(dir, 'settings.json'), Date), log);
  const secrets = createSecrets({ openKeychain: async () => keychain, log });
  const network = createNetwork({ settings: () => settings.snapshot().settings, env: {} });
  const addresses = createAddresses({
    settings,
    secrets,
    openHttp: createHttpPools(network),
    probe: probeServer,
    openCompanion: openTypedCompanion,
    homeDir: dir,
    log,
  });
  return {
    addresses,
    settings,
    keychain: kept,
    log: lines,
    dir,
    dataDirText: () =>
      readdirSync(dir, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n'),
    close() {
      secrets.dispose();
      settings.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function addressInput(more: Partial<AddressInput> & Pick<AddressInput, 'url'>): AddressInput {
  return {
    name: 'typed',
    headers: [],
    auth: { kind: 'none' },
    insecureSkipTlsVerify: false,
    matchers: '',
    ...more,
  };
}
