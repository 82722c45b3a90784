import { z } from 'zod';
import type { Exporter, ExporterDraft, ExporterId, ExporterTest } from '../model/exporter.ts';
import { method } from './define.ts';

const exporterId = z.string().min(1).max(100) as unknown as z.ZodType<ExporterId>;

const described = {
  name: z.string().max(200),
  url: z.string().min(1).max(2048),
  intervalMs: z.number().int().min(1000).max(3_600_000).optional(),
};

export const exporterSchema = z.strictObject({ id: exporterId, ...described }) satisfies z.ZodType<Exporter>;
const draft: z.ZodType<ExporterDraft> = z.strictObject({ id: exporterId.optional(), ...described });

/** Exporters that are scraped beside this computer. Where a URL cannot be used, all fail with exporter.badUrl. */
export const exportersDomain = {
  /** Is scraped from then on. @returns its id */
  save: method<ExporterId>()(z.strictObject({ exporter: draft })),
  /** Nothing where there is none. What was recorded of it stays. */
  remove: method<void>()(z.strictObject({ id: exporterId })),
  /** Asks it once, and keeps nothing. Fails with exporter.failed, and with exporter.badAnswer where no scrape could read what it says. */
  test: method<ExporterTest>()(z.strictObject({ url: described.url })),
};
