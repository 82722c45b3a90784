import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBareTexts } from './bare-texts.ts';

const root = join(import.meta.dirname, '../../..');

describe('finding texts that bypass the catalogue', () => {
  const find = (source: string) => findBareTexts('a.tsx', source);

  it('finds words between tags, in expressions and in visible attributes', () => {
    expect(
      find(`
        const a = <p title="A title">Some words {n} more</p>;
        const b = <b aria-label={'Name'}>{done ? 'Done' : \`\${n} left\`}</b>;
        const c = <i>{name && 'Hello ' + name}</i>;
        const d = <Tabs tabs={[{ value: 'table', label: 'Table' }]} placeholder={wide ? 'Find' : ''} />;
        const e = <>한국어</>;
      `),
    ).toEqual([
      'a.tsx:2 "Some words"',
      'a.tsx:2 "more"',
      'a.tsx:2 "A title"',
      'a.tsx:3 "Done"',
      'a.tsx:3 "left"',
      'a.tsx:3 "Name"',
      'a.tsx:4 "Hello"',
      'a.tsx:5 "Table"',
      'a.tsx:5 "Find"',
      'a.tsx:6 "한국어"',
    ]);
  });

  it('leaves alone what came out of the catalogue, what is no word, and what nobody reads', () => {
    expect(
      find(`
        const a = <p className="note" data-kind="idle" title={t('rail.find')}>{t('name')} · 12</p>;
        const b = <b aria-label={label} role="status" id="x">{value} {kind === 'idle' ? null : word}</b>;
        const c = <KeyCap>Esc</KeyCap>;
        const d = <pre>apiVersion: v1</pre>;
        const e = <Menu tone="warn" value={{ value: 'en', label: names.en }} />;
      `),
    ).toEqual([]);
  });

  it('refuses a file that it cannot read', () => {
    expect(() => find('const a = <p>;')).toThrow('a.tsx cannot be parsed');
  });
});

describe('the texts of the interface', () => {
  it('all come out of the catalogue', () => {
    const files = globSync('renderer/**/*.tsx', { cwd: root });
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => findBareTexts(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
