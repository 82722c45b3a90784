/** Label sets for tests. */
import type { Labels } from '../../../shared/model/labels.ts';

/** So many series of one metric: `name{i="0"}`, `name{i="1"}` … */
export function numbered(name: string, count: number): Labels[] {
  return Array.from({ length: count }, (_, i) => ['__name__', name, 'i', String(i)]);
}
