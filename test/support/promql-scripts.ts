/** Scripts in Prometheus's test language, which lie beside a checkout for those who develop it; suites that read them skip by name elsewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../../shared/promqltest');

export interface PromqlScript {
  readonly name: string;
  readonly text: string;
}

/** @returns [] where they are not at hand */
export function promqlScripts(): readonly PromqlScript[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.test'));
  return names.map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}
