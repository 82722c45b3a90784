import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { poolItem, ruleLists } from '../../../../../electron/backend/sources/prometheus/targets/pool-config.ts';

const names = [
  'plain',
  'with: colon',
  '123',
  'null',
  'a\nb',
  "it's",
  '"quoted"',
  '- dash',
  '#x',
  ' space ',
  '{a}',
  '한글',
  '|',
];

describe('a pool of a configuration', () => {
  const configs = names.map((job_name, index) => ({
    job_name,
    relabel_configs: [{ regex: `a\n- job_name: plain\n  job_name: plain\n${index}`, action: 'labeldrop' }],
  }));
  const goes = stringify({ global: { a: 'b' }, scrape_configs: configs, storage: { x: 1 } }, { indentSeq: false });

  it.each(names)('is found by its name: %j', (name) => {
    const found = poolItem(goes, name);
    expect(parse(String(found))).toEqual(configs.find(({ job_name }) => job_name === name));
  });

  it('is found where it is the last part of the file, or the list is written in another way', () => {
    const config = { scrape_configs: configs };
    for (const written of [
      stringify(config, { indentSeq: false }).trimEnd(),
      stringify(config, { indentSeq: true }),
      JSON.stringify(config),
    ]) {
      expect(parse(String(poolItem(written, '|')))).toEqual(configs.at(-1));
      expect(parse(String(poolItem(written, 'plain')))).toEqual(configs[0]);
    }
  });

  it('is none where there is none', () => {
    expect(poolItem(goes, 'nobody')).toEqual({ kind: 'noPool', hasFiles: false });
    expect(poolItem('scrape_config_files:\n- a.yml\n', 'nobody')).toEqual({ kind: 'noPool', hasFiles: true });
    for (const odd of ['', '[', 'a: *b', 'scrape_configs: 3', 'scrape_configs:\n- 1\n- [\n', 'scrape_configs:\n']) {
      expect(poolItem(odd, 'nobody')).toEqual({ kind: 'noPool', hasFiles: false });
    }
  });
});

describe('its rules', () => {
  const first = (yaml: string) => ruleLists(yaml)[0];

  it('have what Prometheus leaves out as empty, where it fills in the rest', () => {
    const rules =
      '- regex: null\n  target_label: a\n  action: replace\n- {separator: ;, regex: b, action: labeldrop}\n';
    expect(first(`relabel_configs:\n${rules}`)).toEqual([
      { separator: '', regex: '', replacement: '', target_label: 'a', action: 'replace' },
      { separator: ';', regex: 'b', replacement: '', action: 'labeldrop' },
    ]);
  });

  it('are as written where nothing is filled in', () => {
    const rules = '- target_label: a\n- {regex: b, action: labeldrop, separator: ;}\n';
    const written = [{ target_label: 'a' }, { regex: 'b', action: 'labeldrop', separator: ';' }];
    expect(first(`relabel_configs:\n${rules}`)).toEqual(written);
  });

  it('keep a modulus of 64 bits', () => {
    expect(first('relabel_configs:\n- modulus: 18446744073709551615\n')).toEqual([{ modulus: 18446744073709551615n }]);
  });

  it('are none where the configuration has none, or is no YAML', () => {
    expect(first('job_name: a\n')).toEqual([]);
    expect(ruleLists('a: [')).toEqual([]);
  });
});
