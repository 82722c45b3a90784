export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
export function checkLayers(files: ReadonlyMap<string, string>): Violation[];
export function findCycles(graph: ReadonlyMap<string, Iterable<string>>): string[][];
