/** What the catalog worker does for the status of a server (catalog-protocol.ts has the rest). Has no code. */
import type { KeptStatusKind, StatusKind } from '../../../../../shared/model/status.ts';
import type { StatusSnapshot } from '../../source.ts';

export interface StatusJobs {
  readonly status: {
    /**
     * `asItIs`: the answer's `data` (of a configuration its YAML), without secrets. `steady`: as it is kept, `steady-document.ts`; `steadyActive`:
     * of targets whose dropped ones were not asked for.
     */
    readonly input:
      | {
          readonly kind: StatusKind;
          readonly form: 'asItIs';
          /** What is longer is refused here, and never crosses to the main thread. */
          readonly mostCharacters: number;
        }
      | { readonly kind: KeptStatusKind; readonly form: 'steady' | 'steadyActive' };
    readonly result: StatusSnapshot;
  };
}
