import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const designFile = join(root, '../shared/design/tokens.json');

type Themed = Record<'light' | 'dark', string>;

interface Design {
  readonly color: Record<string, Record<string, Themed> | readonly Themed[]>;
  readonly shadow: Record<string, Themed>;
  readonly radius: Record<string, number>;
  readonly size: Record<string, number>;
  readonly motion: Record<string, string>;
}

const css = readFileSync(join(root, 'renderer/styles/tokens.css'), 'utf8');

/** The variables of the rule that begins with the given text. */
function variablesOf(selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`);
  const body = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** Both files write the same values with other spaces, zeros and letters. */
const plain = (value: string) =>
  value
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(^|[(,])0\./g, '$1.');

function themed(design: Design, theme: 'light' | 'dark'): Record<string, string> {
  const colours = Object.entries(design.color).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]: [string, Themed]) => {
      const own = Array.isArray(values) ? String(Number(name) + 1) : kebab(name);
      return [`--${kebab(group)}-${own}`, plain(value[theme])];
    }),
  );
  const shadows = Object.entries(design.shadow).map(([name, value]) => [`--shadow-${name}`, plain(value[theme])]);
  return Object.fromEntries([...colours, ...shadows]);
}

const dark = variablesOf(':root[data-theme="dark"]');

describe('the variables of the style sheet', () => {
  it('are the same in the dark theme that was chosen and in that of the system', () => {
    expect(variablesOf(':root:not([data-theme])')).toEqual(dark);
  });

  it.skipIf(!existsSync(designFile))('are the tokens of the design', () => {
    const design: Design = JSON.parse(readFileSync(designFile, 'utf8'));
    const light = variablesOf(':root');
    const values = (found: Record<string, string>, names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, plain(found[name] ?? 'missing')]));
    const expected = { light: themed(design, 'light'), dark: themed(design, 'dark') };
    expect(values(light, Object.keys(expected.light))).toEqual(expected.light);
    expect(values(dark, Object.keys(dark))).toEqual(expected.dark);
    const lengths = Object.entries({ radius: design.radius, size: design.size }).flatMap(([group, all]) =>
      Object.entries(all)
        // Thresholds of media queries, which cannot read variables.
        .filter(([name]) => !name.endsWith('Under'))
        .map(([name, value]) => [`--${group}-${kebab(name)}`, `${value}px`]),
    );
    const motions = Object.entries(design.motion)
      .filter(([name]) => name !== 'reduced')
      .map(([name, value]) => [`--motion-${name}`, plain(value)]);
    const fixed = Object.fromEntries([...lengths, ...motions]);
    expect(values(light, Object.keys(fixed))).toEqual(fixed);
  });
});
