/** How long a person has waited, ten times a second: `1.4 s`. */
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../../shared/format/number.ts';
import { useElapsed } from '../../components/use-elapsed.ts';

export function useElapsedSeconds(sinceMs: number): string {
  const { i18n } = useTranslation();
  return `${formatFixed(useElapsed(sinceMs) / 1000, 1, i18n.language)} s`;
}
