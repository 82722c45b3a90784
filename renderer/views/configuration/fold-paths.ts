/**
 * What a part of a configuration is called by what it stands in, so that a fold is found again in another text: `scrape_configs:`, in it `- job_name: node`.
 * As a number made of that, which is as short for a text that somebody made long and deep, and says nothing where it is kept. Pure.
 */
import type { Work } from '../../components/slices.ts';

/** Of a line that hides nothing. */
export const noPath = 0;

const sliceLines = 2000;

/** @param ends of each line the last one that it hides @returns of each line that hides others its number */
export function* foldPaths(lines: readonly string[], ends: Int32Array): Work<Float64Array> {
  const paths = new Float64Array(lines.length);
  const above: number[] = [];
  const seen = new Map<number, number>();
  for (let line = 0; line < lines.length; line += 1) {
    if (line % sliceLines === 0) yield line / lines.length;
    if ((ends[line] ?? line) === line) continue;
    for (let top = above.at(-1); top !== undefined && (ends[top] ?? top) < line; top = above.at(-1)) above.pop();
    const path = pathIn(paths[above.at(-1) ?? -1] ?? noPath, (lines[line] ?? '').trim());
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    // Of the same text in the same part, the second one and so on.
    paths[line] = before === 0 ? path : pathIn(path, String(before));
    above.push(line);
  }
  return paths;
}

const low = 0x0100_0000;
const high = 0x1000_0000;

/** 52 bits of two hashes (FNV-1a), and never `noPath`. */
function pathIn(part: number, text: string): number {
  let [a, b] = [(part % low) ^ 0x811c_9dc5, Math.floor(part / low) ^ 0x2f0b_4c4b];
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? text.length : text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x0100_0193);
    b = Math.imul(b ^ code, 0x0100_0193) ^ (b >>> 15);
  }
  return ((b >>> 0) % high) * low + ((a >>> 0) % low) || 1;
}
