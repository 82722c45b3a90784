/** What a person is about to do with a silence, and what was done. Has no code. */
import type { Silence } from '../../../shared/model/alertmanager.ts';
import type { SilenceForm } from './form/form-model.ts';

export type SilenceTask =
  /** `before`: the silence that is changed. */
  | { readonly kind: 'form'; readonly form: SilenceForm; readonly before: Silence | undefined }
  | { readonly kind: 'expire'; readonly silence: Silence };

export interface SilenceActions {
  /** Undefined where nobody can be asked. */
  readonly onTask: ((task: SilenceTask) => void) | undefined;
}

export type Done =
  | { readonly kind: 'made'; readonly id: string; readonly endsAtMs: number; readonly matchers: string }
  /** `other`: the Alertmanager made another one of it. */
  | { readonly kind: 'changed'; readonly id: string; readonly other: boolean; readonly endsAtMs: number }
  | { readonly kind: 'expired'; readonly silence: Silence };
