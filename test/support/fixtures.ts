/** Captures of real servers, which lie beside a checkout for those who develop it; suites that compare with them skip by name elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../../shared/fixtures');

export type FixtureSet = 'kubernetes-api' | 'prometheus-api' | 'expositions';

export function hasFixtures(set: FixtureSet): boolean {
  return existsSync(join(directory, set));
}

export function readFixture(set: FixtureSet, name: string): string {
  return readFileSync(join(directory, set, name), 'utf8');
}
