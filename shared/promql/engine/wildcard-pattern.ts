/**
 * Patterns of pieces of a fixed length with `.*` or `.+` between them, as `app-.*-[0-9]`: each piece is found at the first place where it fits, as no
 * later one would leave more to those behind it. No automaton, no way back: a piece's length at each place of the text at worst.
 */

/** The code of a character, which of the ASCII characters fit by their codes, or any. */
type Place = number | Uint8Array | 'any';

interface Piece {
  readonly places: readonly Place[];
  /** Characters between it and the piece before it: at least so many; undefined where it follows at once. */
  readonly gap: number | undefined;
}

const special = /[\\.*+?()[\]{}|^$\ud800-\udfff]/;
/** Plain characters and ranges of them: what else a class may have is left to others. */
const characterClass = /\[((?:[A-Za-z0-9_](?:-[A-Za-z0-9_])?)+)\]/y;
/** Of these `.` may say something else than any one unit of the text. */
const awkward = /[\n\ud800-\udfff]/;

const digit = classOf('0-9') as Uint8Array;
const word = classOf('0-9A-Za-z_') as Uint8Array;

/**
 * @param otherwise asked about texts with line breaks or surrogates
 * @returns whether the whole text fits; undefined for a pattern that has anything else in it
 */
export function wildcardPattern(
  pattern: string,
  otherwise: (text: string) => boolean,
): ((text: string) => boolean) | undefined {
  const pieces = piecesOf(pattern);
  if (pieces === undefined) return undefined;
  return (text) => (awkward.test(text) ? otherwise(text) : fits(pieces, text));
}

function piecesOf(pattern: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let places: Place[] = [];
  let gap: number | undefined;
  for (let at = 0; at < pattern.length; ) {
    const [place, next] = placeAt(pattern, at) ?? [];
    if (place === undefined || next === undefined) return undefined;
    const quantifier = pattern[next] ?? '';
    const isGap = quantifier === '*' || quantifier === '+';
    // A second one behind it would say something else, or nothing that is valid.
    if (isGap ? place !== 'any' || /[*+?{]/.test(pattern[next + 1] ?? '') : /[?{]/.test(quantifier)) return undefined;
    at = isGap ? next + 1 : next;
    if (!isGap) {
      places.push(place);
      continue;
    }
    if (places.length > 0 || pieces.length === 0) {
      pieces.push({ places, gap });
      places = [];
      gap = undefined;
    }
    gap = (gap ?? 0) + (quantifier === '+' ? 1 : 0);
  }
  pieces.push({ places, gap });
  return pieces;
}

/** @returns what stands there, and where it ends */
function placeAt(pattern: string, at: number): readonly [Place, number] | undefined {
  const character = pattern[at] as string;
  if (character === '.') return ['any', at + 1];
  if (character === '\\') {
    const escaped = pattern[at + 1] ?? '';
    if (escaped === 'd') return [digit, at + 2];
    if (escaped === 'w') return [word, at + 2];
    return /[!-/:-@[-`{-~]/.test(escaped) ? [escaped.charCodeAt(0), at + 2] : undefined;
  }
  if (character === '[') {
    characterClass.lastIndex = at;
    const [whole, inside = ''] = characterClass.exec(pattern) ?? [];
    const found = whole === undefined ? undefined : classOf(inside);
    return found && [found, characterClass.lastIndex];
  }
  return special.test(character) ? undefined : [character.charCodeAt(0), at + 1];
}

/** @returns undefined for a range that goes backwards, which is no valid pattern */
function classOf(inside: string): Uint8Array | undefined {
  const fitting = new Uint8Array(128);
  for (const [part] of inside.matchAll(/.-.|./g)) {
    const [first, last] = [part.charCodeAt(0), part.charCodeAt(part.length - 1)];
    if (first > last) return undefined;
    fitting.fill(1, first, last + 1);
  }
  return fitting;
}

function fits(pieces: readonly Piece[], text: string): boolean {
  let at = 0;
  const last = pieces.length - 1;
  for (let i = 0; i <= last; i += 1) {
    const { places, gap } = pieces[i] as Piece;
    const end = text.length - places.length;
    if (i === last) {
      const isThere = gap === undefined ? at === end : at + gap <= end;
      return isThere && fitsAt(places, text, end);
    }
    if (gap === undefined) {
      if (!fitsAt(places, text, at)) return false;
    } else {
      at += gap;
      while (at <= end && !fitsAt(places, text, at)) at += 1;
      if (at > end) return false;
    }
    at += places.length;
  }
  return false;
}

/** @param at where the text may be too short */
function fitsAt(places: readonly Place[], text: string, at: number): boolean {
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i] as Place;
    const code = text.charCodeAt(at + i);
    if (place === 'any' ? Number.isNaN(code) : typeof place === 'number' ? code !== place : place[code] !== 1)
      return false;
  }
  return true;
}
