import { describe, expect, it } from 'vitest';
import { settingsEn } from '../../../renderer/app/i18n/settings.en.ts';
import { settingsKo } from '../../../renderer/app/i18n/settings.ko.ts';
import { settingsSections } from '../../../renderer/state/routing.ts';
import { findSettings, type SearchEntry, settingsOf } from '../../../renderer/views/settings/settings-search.ts';

const ids = settingsSections.flatMap((section) => settingsOf[section]);

/** As the page makes them: each setting by what it is called in both languages. */
const entries: readonly SearchEntry[] = ids.map((id) => ({
  id,
  texts: [settingsEn, settingsKo].flatMap(({ item }) => [item[id].name, item[id].text, item[id].words]),
}));
const find = (search: string, among = entries) => [...(findSettings(among, search) ?? ['all'])];

describe('the search of the settings', () => {
  it('knows every setting that has texts, once', () => {
    expect([...ids].sort()).toEqual(Object.keys(settingsEn.item).sort());
  });

  it('finds by name, by synonyms and in both languages, whatever the letters', () => {
    expect([find('THEME'), find('dark mode'), find('다크 모드'), find('어두운')]).toEqual(Array(4).fill(['theme']));
    expect([find('NO_PROXY'), find('방화벽')]).toEqual([['proxy'], ['proxy']]);
    expect(find('self-signed')).toEqual(['systemAuthorities', 'authorityFiles']);
    expect(find('revoke')).toEqual(['execConsents']);
    expect([find('autocomplete'), find('자동 완성')]).toEqual([['completion'], ['completion']]);
    expect([find('linter'), find('syntax highlighting'), find('past queries')]).toEqual([
      ...[['lint'], ['highlighting'], ['queryHistory']],
    ]);
    expect([find('shortcuts'), find('단축키'), find('colour blind')]).toEqual([
      ...[['singleKeys'], ['singleKeys'], ['dashesEarly']],
    ]);
    expect([find('annotations'), find('notices')]).toEqual([
      ['showWarnings', 'showInfos'],
      ['showInfos', 'notices', 'muted'],
    ]);
  });

  it('wants every word, in any order and anywhere', () => {
    expect([find('file settings json'), find('json zebra')]).toEqual([['path'], []]);
  });

  it('finds by what is set', () => {
    const own: readonly SearchEntry[] = [
      { id: 'execPath', texts: ['Extra folders', '/opt/Aws-Cli/bin'] },
      { id: 'theme', texts: ['Theme'] },
    ];
    expect(find('aws-cli', own)).toEqual(['execPath']);
  });

  it('reads decomposed Korean, as some systems type it', () => {
    expect(find('테마'.normalize('NFD'))).toEqual(['theme']);
  });

  it('is none where nothing is searched for', () => {
    expect([findSettings(entries, ''), findSettings(entries, '  ')]).toEqual([undefined, undefined]);
  });
});
