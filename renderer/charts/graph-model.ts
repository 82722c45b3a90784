/** What a graph of series is given besides its data: how it is drawn, what is marked in it, and what can be asked of it. Plain data. */
import type { UnitName } from '../../shared/format/unit.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import type { Columns } from '../../shared/model/query.ts';

/** The answer to one of a graph's expressions. All parts of a graph were asked for the same grid of times. */
export interface GraphPart {
  /** What the expression is called: `A`, `A2`. Said in names only where there are several parts. */
  readonly letter: string;
  readonly expr: string;
  readonly columns: Columns;
}

export interface GraphOptions {
  /** `lines`: as they are. `stacked`: each on the one below; negative values on a pile of their own. */
  readonly stacking: 'lines' | 'stacked';
  readonly scale: 'linear' | 'log';
  /** `auto`: from zero where the values are far apart. */
  readonly yFrom: 'auto' | 'zero';
  /** Undefined limits follow the data. */
  readonly yMin: number | undefined;
  readonly yMax: number | undefined;
  /** Levels that are drawn across, in the values' own unit (bytes, seconds, …). */
  readonly thresholds: readonly number[];
  readonly unit: UnitName;
}

/** A stretch of time without data, and why. Both ends in milliseconds since the epoch. */
export interface Gap {
  readonly startMs: number;
  readonly endMs: number;
  readonly kind: 'unreachable' | 'asleep' | 'notRecorded';
}

export interface GraphMarks {
  readonly gaps: readonly Gap[];
  /** Undefined: not asked for. */
  readonly exemplars: readonly Exemplar[] | undefined;
  /** How much of the window was recorded, 0 to 1, to be told below the legend. */
  readonly recordedPart?: number | undefined;
}

export const noMarks: GraphMarks = { gaps: [], exemplars: undefined };

export interface GraphEvents {
  /** A stretch was dragged over. */
  readonly onZoom: (startMs: number, endMs: number) => void;
  /** The window was moved (Alt-drag) or scaled (Ctrl-wheel, pinch) and let go of. */
  readonly onMove: (startMs: number, endMs: number) => void;
  readonly onZoomBack: () => void;
  /** A drag begins or ends, or the crosshair is there or gone: while somebody looks at a place, nothing is to move beneath it. */
  readonly onHold: (held: boolean) => void;
  /** An exemplar was chosen. */
  readonly onExemplar?: ((exemplar: Exemplar) => void) | undefined;
}

/** What a panel may ask of the graph that it shows. */
export interface GraphHandle {
  /** The graph as it is seen now, without crosshair: title, unit, axes, lines, legend of the visible series. */
  picture(title: string): Promise<Blob>;
  /** The series that are visible now (not hidden, or isolated), as indices into the joined columns of all parts. */
  visible(): readonly number[];
}
