/** What the catalog worker does for the status of a server (catalog-protocol.ts has the rest). Has no code. */
import type { StatusKind } from '../../../../../shared/model/status.ts';
import type { StatusSnapshot } from '../../source.ts';

export interface StatusJobs {
  readonly status: {
    /**
     * `asItIs`: the answer's `data` (of a configuration its YAML), without secrets. `steady`: as it is kept, `steady-document.ts`; `steadyActive`:
     * of targets whose dropped ones were not asked for.
     */
    readonly input: { readonly kind: StatusKind; readonly form: 'asItIs' | 'steady' | 'steadyActive' };
    readonly result: StatusSnapshot;
  };
}
