/**
 * What a record tells of its server beside samples, from the documents that were kept: its status, its rules, its targets, and its version with
 * time.
 */
import type { SourceRules, SourceStatus, SourceTargets } from '../source.ts';
import type { RecordedDeps, RecordedVersions } from './recorded-deps.ts';
import { recordedRules } from './recorded-rules.ts';
import { recordedStatus } from './recorded-status.ts';
import { recordedTargets } from './recorded-targets.ts';
import { recordedVersions } from './recorded-versions.ts';

/** Nothing is kept open, and nothing is to be closed. */
interface RecordedParts extends RecordedVersions {
  /** All of it throws AppError history.* where the record cannot be read. */
  readonly status: SourceStatus;
  readonly rules: SourceRules;
  /** Each throws AppError targets.notKept where no targets were kept; `readAtMs` is when they were last seen to be so. */
  readonly targets: SourceTargets;
}

export function createRecordedParts(deps: RecordedDeps): RecordedParts {
  const status = recordedStatus(deps);
  const { versionAt } = recordedVersions(deps, status);
  const rules = recordedRules(deps, status);
  return { status, rules, targets: recordedTargets(deps, { status, versionAt }), versionAt };
}
