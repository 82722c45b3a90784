/** The lines of a text that comes in pieces, as many at once as a piece has. */
import { LineError } from './open-metrics-line.ts';

/** What has no end yet is held: it is refused before it is the whole of a hostile file. */
const longestLine = 2 ** 22;

/** Without their ends; what stands behind the last one comes last, '' for nothing. @throws LineError; what `bytes` throws */
export async function* textLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly lines: readonly string[]; readonly bytes: number }, void, undefined> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoded(utf8, piece)).split('\n');
    rest = lines.pop() ?? '';
    yield { lines, bytes: piece.length };
    if (rest.length > longestLine) throw new LineError('the line is too long');
  }
  yield { lines: [rest + decoded(utf8, undefined)], bytes: 0 };
}

function decoded(utf8: InstanceType<typeof TextDecoder>, piece: Uint8Array | undefined): string {
  try {
    return utf8.decode(piece, { stream: piece !== undefined });
  } catch {
    throw new LineError('this or one of the next lines is no valid UTF-8');
  }
}
