import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Context2D, type LineStyle, type LinesJob, paintLines } from '../../../renderer/charts/lines-job.ts';

/** What a canvas was told, in its order: enough of one for lines. */
class RecordingPath {
  readonly marks: string[] = [];
  moveTo(x: number, y: number) {
    this.marks.push(`M${x} ${y}`);
  }
  lineTo(x: number, y: number) {
    this.marks.push(`L${x} ${y}`);
  }
  arc(x: number, y: number) {
    this.marks.push(`O${x} ${y}`);
  }
  closePath() {
    this.marks.push('Z');
  }
}

function recordingContext() {
  const calls: string[] = [];
  const state = { strokeStyle: '', fillStyle: '', lineWidth: 1, globalAlpha: 1, lineJoin: '' };
  let dash: readonly number[] = [];
  const context = {
    ...state,
    setLineDash: (next: readonly number[]) => {
      dash = next;
    },
    translate: () => undefined,
    stroke(path: RecordingPath) {
      calls.push(`stroke ${context.strokeStyle} ${context.lineWidth} [${dash}] ${path.marks.join(' ')}`);
    },
    fill(path: RecordingPath) {
      if (path.marks.length > 0) calls.push(`fill ${context.fillStyle} ${context.globalAlpha} ${path.marks.join(' ')}`);
    },
    putImageData: ({ data }: ImageData) =>
      calls.push(`picture ${data.filter((_, i) => i % 4 === 3).some((a) => a > 0)}`),
  };
  return { calls, context: context as unknown as Context2D };
}

const nan = Number.NaN;
const solid = (colour: string): LineStyle => ({ colour, dash: 'solid', hair: false });

function jobOf(lines: readonly (readonly [LineStyle, ...number[]])[], more: Partial<LinesJob> = {}): LinesJob {
  return {
    ...{ width: 20, height: 10, ratio: 1, log: false, zero: 10, stacked: false, lonely: false },
    projection: { left: 0, perIndex: 10, bottom: 10, bottomValue: 0, perUnit: 1 },
    styles: lines.map(([style]) => style),
    count: (lines[0]?.length ?? 1) - 1,
    values: Float64Array.from(lines.flatMap(([, ...values]) => values)),
    ...more,
  };
}

function painted(job: LinesJob): readonly string[] {
  const { calls, context } = recordingContext();
  paintLines(context, job);
  return calls;
}

beforeEach(() => {
  vi.stubGlobal('Path2D', RecordingPath);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(data: Uint8ClampedArray) {
        this.data = data;
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

describe('painted lines', () => {
  test('are a pixel and a half wide: at one device pixel a CSS pixel, two of a pixel beside each other', () => {
    const stroke = 'stroke red 1 [] M0 9 L10 8';
    expect(painted(jobOf([[solid('red'), 1, 2]]))).toEqual([stroke, stroke]);
    expect(painted(jobOf([[solid('red'), 1, 2]], { ratio: 2 }))).toEqual(['stroke red 3 [] M0 9 L10 8']);
  });

  test('are dashed and dotted by their looks', () => {
    const dashed = painted(jobOf([[{ ...solid('red'), dash: 'dashed' }, 1, 2]], { ratio: 2 }));
    const dotted = painted(jobOf([[{ ...solid('red'), dash: 'dotted' }, 1, 2]], { ratio: 2 }));
    expect([dashed, dotted]).toEqual([['stroke red 3 [12,6] M0 9 L10 8'], ['stroke red 3 [4,6] M0 9 L10 8']]);
  });

  test('have a disc where a sample has no neighbours', () => {
    expect(painted(jobOf([[solid('red'), nan, 4, nan]]))).toContain('fill red 1 M11.5 6 O10 6');
  });

  test('are gaps where there is nothing on a log scale', () => {
    const job = jobOf([[solid('red'), Math.E, 0, -1, Math.E, Math.E]], { log: true, ratio: 2 });
    expect(painted(job)).toEqual(['stroke red 3 [] M30 9 L40 9', 'fill red 1 M3 9 O0 9']);
  });

  test('have a fill down to zero where a series is alone, closed at every gap', () => {
    const [fill] = painted(jobOf([[solid('red'), 1, 2, nan, 3, 3]], { lonely: true, zero: 10 }));
    expect(fill).toBe('fill red 0.12 M0 10 L0 9 L10 8 L10 10 Z M30 10 L30 7 L40 7 L40 10 Z');
  });

  test('are one picture where they are hairlines, below the others', () => {
    const hair = { ...solid('#808080'), hair: true };
    const [first, second] = painted(
      jobOf(
        [
          [hair, 1, 2],
          [hair, 2, 3],
          [solid('red'), 3, 4],
        ],
        { ratio: 2 },
      ),
    );
    expect([first, second]).toEqual(['picture true', 'stroke red 3 [] M0 7 L10 6']);
  });
});

describe('stacked lines', () => {
  test('are filled between each and the one below, and lie on top of each other', () => {
    const calls = painted(
      jobOf(
        [
          [solid('red'), 1, 1],
          [solid('blue'), 2, 2],
        ],
        { stacked: true, ratio: 2 },
      ),
    );
    expect(calls).toEqual([
      'fill red 0.7 M0 9 L10 9 L10 10 L0 10 Z',
      'fill blue 0.7 M0 7 L10 7 L10 9 L0 9 Z',
      'stroke red 3 [] M0 9 L10 9',
      'stroke blue 3 [] M0 7 L10 7',
    ]);
  });
});
