/** `kill -9` at random moments of everything that changes a history: what was acknowledged is there, once and bit for bit, and nothing is half done. */
import { expect, test } from 'vitest';
import { runWorlds } from '../support/history/crash/run-worlds.ts';

/** Some half a minute; `npm run soak` goes on for as long as one likes. */
const kills = 40;

test('whoever is killed while it opens, appends, folds, deletes, imports or exports has lost nothing, and left nothing half done', async () => {
  const { failures, kills: done } = await runWorlds({ firstSeed: 1, killsPerWorld: 20, isOver: (so) => so >= kills });
  expect([failures, done]).toEqual([[], kills]);
});
