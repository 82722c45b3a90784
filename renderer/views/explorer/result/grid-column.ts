/** What a table is made of: its columns, the places in it, and what its rows may ask for. */
import type { KeyboardEvent, ReactNode } from 'react';
import type { ColumnKey } from './row-order.ts';

export interface GridColumn {
  readonly key: ColumnKey;
  readonly head: string;
  /** Its head is read aloud only: a figure needs none for the eye. */
  readonly isHeadSpoken?: boolean;
  readonly minPx: number;
  /** Its part of the room that is left over. */
  readonly grows: number;
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  /** Stays in sight where the table is wider than its place. Only for the last column. */
  readonly held?: boolean;
  readonly cell: (row: number) => ReactNode;
  /** The cell as a text to copy, exact. Undefined: a figure, which has none. */
  readonly text?: ((row: number) => string) | undefined;
}

export interface GridPlace {
  /** -1: the head. */
  readonly index: number;
  readonly column: number;
}

/** A point of the window. */
export interface CellPlace {
  readonly x: number;
  readonly y: number;
}

export interface RowActions {
  readonly onToggle: (row: number) => void;
  readonly onMenu: (row: number, key: ColumnKey, place: CellPlace) => void;
  readonly onPick: (row: number, key: ColumnKey, isAlt: boolean) => void;
  readonly onFocus: (index: number, column: number) => void;
  readonly onKey: (event: KeyboardEvent, place: GridPlace, row: number, key: ColumnKey) => void;
}
