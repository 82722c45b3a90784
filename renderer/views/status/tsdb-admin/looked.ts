/** What was looked at is what is deleted. Has no code. */
import type { SampleSelection, TsdbLook } from '../../../../shared/model/tsdb-admin.ts';

export interface Looked {
  readonly selection: SampleSelection;
  readonly look: TsdbLook;
  /** Which one it was. */
  readonly nth: number;
}
