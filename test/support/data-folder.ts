/** The data folder of a scenario: its own, and gone after it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DataFolderOptions {
  /** The scenario's own, which it removes. Default: a new one. */
  readonly dataDir?: string;
  /** That it records this computer costs each scenario seconds: only those about that do. Default: not, where there are no settings yet. */
  readonly recordsComputer?: boolean;
}

export interface DataFolder {
  readonly path: string;
  /** Nothing where it is the scenario's own. */
  remove(): void;
}

export function openDataFolder({ dataDir, recordsComputer = false }: DataFolderOptions): DataFolder {
  const path = dataDir ?? mkdtempSync(join(tmpdir(), 'binnacle-data-'));
  const settings = join(path, 'settings.json');
  if (!recordsComputer && !existsSync(settings)) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    writeFileSync(settings, JSON.stringify({ version: 2, computer: { record: false } }), { mode: 0o600 });
  }
  return { path, remove: () => dataDir ?? rmSync(path, { recursive: true, force: true }) };
}
