/** What Binnacle says itself of what was covered, or how that begins: no server, proxy or system has put anything into it, so that it may be given away. */
import { gapDetails } from '../../shared/model/gap-details.ts';

export const ownDetails: readonly string[] = Object.values(gapDetails);
