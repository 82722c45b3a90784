/** An exporter that answers within this process: whoever scrapes it asks it as any other one. */

import type { Requester } from '../../sources/source.ts';
import { InProcessDispatcher } from '../in-process-answers.ts';
import type { ReadFamilies } from './machine-families.ts';
import { expositionText, expositionType } from './metric-families.ts';

export function createInProcessExporter(read: ReadFamilies): Requester {
  return new InProcessDispatcher(async () => ({ contentType: expositionType, text: expositionText(await read()) }));
}
