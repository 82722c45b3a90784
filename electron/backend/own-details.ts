/** What Binnacle says itself of what was covered, or how that begins: no server, proxy or system has put anything into it, so that it may be given away. */
import { failedDetail, goneDetail } from './recorder/asked-again.ts';
import { brokenDetail, inferredDetail } from './recorder/broken-streams.ts';
import { wokenDetail } from './recorder/gap-causes.ts';
import { hiddenDetail, leftDetail, refusedDetail } from './recorder/read-raw.ts';
import { scrapeDetails } from './scrape/loop/coverage-keeper.ts';

export const ownDetails: readonly string[] = [
  ...[goneDetail, failedDetail, brokenDetail, inferredDetail, refusedDetail, leftDetail, hiddenDetail, wokenDetail],
  ...scrapeDetails,
];
