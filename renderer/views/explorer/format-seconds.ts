/** How long a person has waited: tenths of a second, always with the same unit, so that it counts calmly. */
import { formatFixed } from '../../../shared/format/number.ts';

export function formatSeconds(milliseconds: number, locale: string): string {
  return `${formatFixed(milliseconds / 1000, 1, locale)} s`;
}
