/** What there is to say of a context's recording, as one of a few states that each look their own way. Pure. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState } from '../../../shared/model/context.ts';
import type { RawForm, RecorderReport } from '../../../shared/model/recorder.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

export type SourceState =
  | { readonly kind: 'loading' }
  /** Nobody has said yet whether it is to be recorded. */
  | { readonly kind: 'question'; readonly report: RecorderReport }
  | { readonly kind: 'off'; readonly report: RecorderReport }
  | { readonly kind: 'starting'; readonly report: RecorderReport }
  | {
      readonly kind: 'recording';
      readonly report: RecorderReport;
      readonly form: RawForm;
      readonly newestMs: number | undefined;
    }
  /** Another Binnacle on this computer writes it. */
  | { readonly kind: 'elsewhere'; readonly report: RecorderReport | undefined }
  | {
      readonly kind: 'failing';
      readonly report: RecorderReport;
      readonly problem: AppErrorData;
      readonly untilMs: number;
    }
  /** Scraped from here: what is scraped is recorded, all of it. */
  | { readonly kind: 'scraped'; readonly isComputer: boolean }
  /** This computer, which the settings say is not to be recorded. */
  | { readonly kind: 'computerOff' }
  /** A record that is only read: imported, or of a server that is not connected. */
  | { readonly kind: 'record'; readonly isImported: boolean }
  /** Not connected, and nothing of it is recorded. */
  | { readonly kind: 'away' }
  | { readonly kind: 'failed'; readonly problem: AppErrorData };

export interface SourceFacts {
  readonly isComputer: boolean;
  /** As the settings have it. */
  readonly recordsComputer: boolean;
  readonly connection: ConnectionState;
  readonly report: RecorderReport | undefined;
  readonly problem: AppErrorData | undefined;
  readonly stored: StoredSource | undefined;
  /** The list of records is known. */
  readonly storedKnown: boolean;
}

export function sourceState(facts: SourceFacts): SourceState {
  const { isComputer, recordsComputer, connection, report, problem, stored, storedKnown } = facts;
  if (report !== undefined) return ofReport(report);
  const stands = connection.kind === 'connected' || connection.kind === 'degraded';
  if (isComputer && !recordsComputer) return { kind: 'computerOff' };
  if (connection.kind === 'degraded' && connection.missing.code === 'history.locked')
    return { kind: 'elsewhere', report: undefined };
  if (stands && connection.server.transport === 'scraped') return { kind: 'scraped', isComputer };
  if (problem !== undefined) return { kind: 'failed', problem };
  if (stands) return { kind: 'loading' };
  if (stored !== undefined) return { kind: 'record', isImported: stored.kind === 'imported' };
  return storedKnown ? { kind: 'away' } : { kind: 'loading' };
}

function ofReport(report: RecorderReport): SourceState {
  const { plan, state } = report;
  if (state.kind === 'elsewhere') return { kind: 'elsewhere', report };
  if (plan.isOn === undefined) return { kind: 'question', report };
  if (!plan.isOn) return { kind: 'off', report };
  if (state.kind === 'recording') return { kind: 'recording', report, form: state.form, newestMs: state.newestMs };
  if (state.kind === 'failing') return { kind: 'failing', report, problem: state.problem, untilMs: state.untilMs };
  return { kind: 'starting', report };
}
