/** What Binnacle says itself of what was covered, word for word: no server, proxy or system has put anything into it, so that it may be given away. */
import { scrapeDetails } from '../scrape/loop/coverage-keeper.ts';
import { goneDetail } from './back-fill-plan.ts';
import { brokenDetail, inferredDetail } from './broken-streams.ts';
import { wokenDetail } from './gap-causes.ts';

export const ownDetails: readonly string[] = [
  ...[goneDetail, brokenDetail, inferredDetail, wokenDetail],
  ...scrapeDetails,
];
