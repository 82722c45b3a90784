/**
 * Our relabelling and that of a real Prometheus 2.42: targets of file discovery, series of a scrape, and what is refused. More seeds:
 * `npm run relabel-fuzz`.
 */
import { describe, expect, it } from 'vitest';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { letterJob, randomJob } from '../../support/relabel-fuzz/random-targets.ts';
import { compareRefusals } from '../../support/relabel-fuzz/refusal-differential.ts';
import { compareSeries } from '../../support/relabel-fuzz/series-differential.ts';
import { compareTargets } from '../../support/relabel-fuzz/target-differential.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)(
  'our relabelling and that of Prometheus 2.42',
  () => {
    it('scrape and drop the same targets, with the same labels', async () => {
      const jobs = seeds(80).map((seed) => randomJob(seed, prometheus2, 50));
      const { counts, reasons, differences } = await compareTargets([...jobs, letterJob()]);
      expect(differences.slice(0, 10)).toEqual([]);
      // Of each kind enough to have met every rule.
      expect(counts.target).toBeGreaterThan(1500);
      expect(counts.dropped).toBeGreaterThan(500);
      expect(counts.failed).toBeGreaterThan(300);
      expect(reasons).toBeGreaterThan(50);
    });

    it('keep the same series of a scrape, with the same labels', async () => {
      const { counts, differences } = await compareSeries(seeds(60), 30);
      expect(differences.slice(0, 10)).toEqual([]);
      expect(counts.kept).toBeGreaterThan(700);
      expect(counts.dropped).toBeGreaterThan(300);
      expect(counts.failed).toBeGreaterThan(100);
    });

    it('refuse the same rules, in the same words', async () => {
      const { refused, taken, differences } = await compareRefusals(seeds(800));
      expect(differences.slice(0, 10)).toEqual([]);
      expect(refused).toBeGreaterThan(400);
      expect(taken).toBeGreaterThan(200);
    });
  },
);
