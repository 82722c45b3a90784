import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/app/i18n/en.ts';
import { errorsEn } from '../../../renderer/app/i18n/errors.en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { resolveLanguage } from '../../../renderer/state/language.ts';
import { errorCodes } from '../../../shared/base/errors.ts';

const root = join(import.meta.dirname, '../../..');

type Texts = { readonly [key: string]: string | Texts };

/** Every text by its full key. */
function flatten(texts: Texts, before = ''): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value] as const] : flatten(value, `${before}${key}.`),
  );
}

const withoutForm = (key: string) => key.replace(/_(one|other)$/, '');
const variables = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? '').sort();

/** Each key once, with the variables of all its plural forms; but for `reason`, which is English and stands apart in Korean. */
function variablesByKey(texts: Texts): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const [key, text] of flatten(texts)) {
    const name = withoutForm(key);
    found[name] = [...new Set([...(found[name] ?? []), ...variables(text)])].filter((one) => one !== 'reason').sort();
  }
  return found;
}

describe('the catalogues', () => {
  it('have the same texts with the same facts in both languages', () => {
    expect(variablesByKey(ko)).toEqual(variablesByKey(en));
  });

  it('have no empty text, and none with spaces around it', () => {
    const wrong = [...flatten(en), ...flatten(ko)].filter(([, text]) => text.trim() === '' || text !== text.trim());
    expect(wrong).toEqual([]);
  });

  it('give English both plural forms, and Korean its one', () => {
    const english = flatten(en).map(([key]) => key);
    const forms = (form: string) => english.filter((key) => key.endsWith(form)).map(withoutForm);
    expect(forms('_one')).toEqual(forms('_other'));
    expect(flatten(ko).filter(([key]) => key.endsWith('_one'))).toEqual([]);
  });

  it('let no Korean particle depend on a name', () => {
    const particle = /\}\}["”’')]?(은|는|이|가|을|를|와|과|로|으로|아|야|이라|라|이나|나)(?=[\s.,:·]|$)/;
    expect(flatten(ko).filter(([, text]) => particle.test(text))).toEqual([]);
  });

  it('name a view in its key as on its tab', () => {
    for (const { view, keys } of [en.app, ko.app]) {
      const { label: _, ...names } = view;
      const wrong = (Object.keys(names) as (keyof typeof names)[]).filter((name) => !keys[name].includes(names[name]));
      expect(wrong).toEqual([]);
    }
  });

  it('take a size for one thing', () => {
    expect(flatten(en).filter(([, text]) => /\{\{size\}\} are\b/.test(text))).toEqual([]);
  });

  it('say no "please", no "successfully", no exclamation mark', () => {
    const wrong = flatten(en).filter(([, text]) =>
      /\bplease\b|\boops\b|successful|unknown error|!(?=\s|$)/i.test(text),
    );
    expect(wrong).toEqual([]);
  });

  it('have no text that nothing shows', () => {
    const sources = globSync('renderer/**/*.{ts,tsx}', { cwd: root })
      .filter((file) => !file.includes('app/i18n/'))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    // t('a.b') and t('explorer:a'); and t(`a.${name}`), which may be any text under `a.`.
    const literal = new Set([...sources.matchAll(/['"`](?:\w+:)?([\w.]+)['"`]/g)].map(([, key]) => key ?? ''));
    const prefixes = [...sources.matchAll(/`(?:\w+:)?([\w.]+[.-])\$\{/g)].map(([, prefix]) => prefix ?? '');
    const { errors: _, ...shown } = en;
    const unused = Object.values<Texts>(shown)
      .flatMap((texts) => [...flatten(texts)])
      .map(([key]) => withoutForm(key))
      .filter((key) => !literal.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });
});

describe('the texts for expected failures', () => {
  /** The facts that shared/base/errors.ts names beside each code. */
  const documented = new Map(
    [...readFileSync(join(root, 'shared/base/errors.ts'), 'utf8').matchAll(/^ {2}'([\w.]+)',(?: \/\/ (.*))?$/gm)].map(
      ([, code, comment = '']) => [code ?? '', new Set(comment.split(/[\s,?:]+/))] as const,
    ),
  );

  it('are there for every code, and for nothing else', () => {
    expect(Object.keys(errorsEn).sort()).toEqual([...errorCodes].sort());
    expect([...documented.keys()].sort()).toEqual([...errorCodes].sort());
  });

  it('use only facts that the code promises', () => {
    const wrong = Object.entries(errorsEn).flatMap(([code, texts]) =>
      Object.values(texts)
        .flatMap(variables)
        .filter((name) => documented.get(code)?.has(name) !== true)
        .map((name) => `${code}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are short where they stand in a second line', () => {
    const long = Object.entries(errorsEn).filter(([, { short }]) => short.length > 26 || /[.{]/.test(short));
    expect(long).toEqual([]);
  });
});

describe('the language of the page', () => {
  it('is the one chosen, or the first of the system’s that there is', () => {
    expect([
      resolveLanguage('ko', ['en-US']),
      resolveLanguage('en', ['ko-KR']),
      resolveLanguage('system', ['ko-KR', 'en-US']),
      resolveLanguage('system', ['de-DE', 'ko']),
      resolveLanguage('system', ['de-DE']),
      resolveLanguage('system', []),
      resolveLanguage('system', ['kok-IN']),
    ]).toEqual(['ko', 'en', 'ko', 'ko', 'en', 'en', 'en']);
  });
});
