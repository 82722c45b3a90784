/** What the worker of the companions says back for one job: its pieces, in order. Has no code. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { AlertmanagerJob } from '../alertmanager/read-alertmanager.ts';
import type { PushgatewayJob } from '../pushgateway/read-pushgateway.ts';

export type ReaderJob = AlertmanagerJob | PushgatewayJob;

export type FromReader<Out> =
  | { readonly kind: 'item'; readonly item: Out }
  | { readonly kind: 'done' }
  | { readonly kind: 'failure'; readonly error: AppErrorData };
