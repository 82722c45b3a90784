/** The settings as the text of their file (docs/formats/settings.md), and back. Knows nothing of files. */
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';

/** 1: without a version, of the first Binnacle; 2: the keys of `Settings`. */
const currentVersion = 2;

export type ParsedSettings =
  /** `refused`: the keys, or entries of lists (`addresses[3]`), that could not be taken; the rest is in `settings`. */
  | { readonly kind: 'read'; readonly settings: Settings; readonly refused: readonly string[] }
  | { readonly kind: 'future'; readonly version: number }
  | { readonly kind: 'broken'; readonly reason: string };

export function formatSettings(settings: Settings): string {
  return `${JSON.stringify({ version: currentVersion, ...settings }, undefined, 2)}\n`;
}

/** A key that is missing has its default: the file is older than the setting. */
export function parseSettings(text: string): ParsedSettings {
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { kind: 'broken', reason: reasonOf(error) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'broken', reason: 'it is JSON, but no object' };
  }
  const { version, ...given } = value as Record<string, unknown>;
  if (typeof version === 'number' && version > currentVersion) return { kind: 'future', version };
  const versionKnown = version === undefined || version === 1 || version === currentVersion;
  return readKeys(given, versionKnown ? [] : ['version']);
}

/** V8's message quotes the text, and whatever somebody put into the file must not get into a log. */
function reasonOf(error: unknown): string {
  const place = /(?:at position \d+|Unexpected end).*$/.exec(error instanceof Error ? error.message : '')?.[0];
  return place === undefined ? 'it is no JSON' : `it is no JSON (${place})`;
}

function readKeys(given: Readonly<Record<string, unknown>>, refusedBefore: readonly string[]): ParsedSettings {
  const refused = [...refusedBefore];
  const taken: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const schema = Object.hasOwn(settingsSchema.shape, key)
      ? settingsSchema.shape[key as keyof typeof settingsSchema.shape]
      : undefined;
    const bad: string[] = [];
    const good = Array.isArray(value)
      ? goodEntries(key, value, (entry) => schema?.safeParse([entry]).success === true, bad)
      : value;
    const parsed = schema?.safeParse(good);
    if (parsed?.success === true) taken[key] = parsed.data;
    refused.push(...(parsed?.success === true ? bad : [key]));
  }
  return { kind: 'read', settings: { ...defaultSettings, ...taken }, refused };
}

/** One bad entry costs itself and no other. */
function goodEntries(
  key: string,
  entries: readonly unknown[],
  isGood: (entry: unknown) => boolean,
  refused: string[],
): unknown[] {
  const ids = new Set<unknown>();
  return entries.filter((entry, index) => {
    const id = key === 'addresses' || key === 'exporters' ? (entry as { readonly id?: unknown } | null)?.id : undefined;
    const good = isGood(entry) && (id === undefined || !ids.has(id));
    if (good) ids.add(id);
    else refused.push(`${key}[${index}]`);
    return good;
  });
}
