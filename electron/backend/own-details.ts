/** What Binnacle says itself of what was covered, word for word: no server, proxy or system has put anything into it, so that it may be given away. */
import { goneDetail } from './recorder/back-fill-plan.ts';
import { brokenDetail, inferredDetail } from './recorder/broken-streams.ts';
import { wokenDetail } from './recorder/gap-causes.ts';
import { scrapeDetails } from './scrape/loop/coverage-keeper.ts';

export const ownDetails: readonly string[] = [
  ...[goneDetail, brokenDetail, inferredDetail, wokenDetail],
  ...scrapeDetails,
];
