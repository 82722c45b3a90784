/** Captures of real servers, which lie beside a checkout for those who develop it; suites that compare with them skip by name elsewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../../shared/fixtures');

export type FixtureSet = 'kubernetes-api' | 'prometheus-api' | 'expositions';

export function hasFixtures(set: FixtureSet): boolean {
  return existsSync(join(directory, set));
}

export function readFixture(set: FixtureSet, name: string): string {
  return readFileSync(join(directory, set, name), 'utf8');
}

/** Bodies of real exporters; none where there are no captures. */
export function expositionFixtures(): readonly { readonly name: string; readonly text: string }[] {
  if (!hasFixtures('expositions')) return [];
  const names = readdirSync(join(directory, 'expositions')).filter((name) => name.endsWith('.txt'));
  return names.sort().map((name) => ({ name, text: readFixture('expositions', name) }));
}
