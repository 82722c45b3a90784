/** What the user chose for the cluster of a diagnosis: as the settings have it now, else as it was when the diagnosis began. */
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { useSettings } from '../../state/stores.tsx';

export function useChoice(diagnosis: Diagnosis | undefined): SourceChoice | undefined {
  const { choices } = useSettings();
  if (diagnosis?.cluster === undefined) return diagnosis?.choice;
  return choices.find(({ cluster }) => cluster === diagnosis.cluster)?.choice;
}
