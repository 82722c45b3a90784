/** What a process that will be killed is told. */
export interface ChildTask {
  readonly dataDir: string;
  /** The source's folder, and who it is. */
  readonly source: string;
  readonly origin: string;
  readonly exportDir: string;
  readonly seed: number;
  /** Operations from here … */
  readonly from: number;
  /** … to here, exclusive. */
  readonly to: number;
  /** What was to be retained when the process before it was killed; 0 for nothing. */
  readonly retainBeforeMs: number;
  /** Where it kills itself (kill-points.ts). */
  readonly point: string;
}
