/** What of a source's upkeep is not as it should be, in lines for a person. */
import type {
  DeletionState,
  UpkeepState,
  UpkeepTrouble,
  UpkeepWork,
} from '../../backend/history/service/upkeep-report.ts';
import { timeText } from './terminal.ts';

const works: Readonly<Record<UpkeepWork, string>> = {
  open: 'opening its files anew',
  fold: 'folding what is over',
  deletion: 'deleting',
  retention: 'letting go of what is too old or too much',
  log: 'emptying its log',
};

export function upkeepLines({ troubles, deletions }: UpkeepState): readonly string[] {
  return [...troubles.map(troubleLine), ...deletions.map(deletionLine)];
}

function troubleLine({ work, sinceMs, lastMs, error }: UpkeepTrouble): string {
  return `  ${works[work]} fails since ${timeText(sinceMs)} (last at ${timeText(lastMs)}): ${error.message}`;
}

function deletionLine({ id, asked }: DeletionState): string {
  if (asked === undefined) return `  deletion ${id} is not understood, and left undone: a newer Binnacle may know it`;
  const { window, matchers } = asked;
  const times = `${endText(window.startMs)} to ${endText(window.endMs)}`;
  const of =
    matchers === undefined
      ? ''
      : ` of {${matchers.map((one) => one.name + one.op + JSON.stringify(one.value)).join(',')}}`;
  return `  deletion ${id}, ${times}${of}, is not done yet`;
}

/** Ends that mean everything are no dates. */
function endText(timeMs: number): string {
  return Math.abs(timeMs) <= 8.64e15 ? timeText(timeMs) : String(timeMs);
}
