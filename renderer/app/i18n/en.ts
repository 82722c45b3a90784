/** The English catalogue: one namespace an area. */
import { addressEn } from './address.en.ts';
import { appEn } from './app.en.ts';
import { discoveryEn } from './discovery.en.ts';
import { errorsEn } from './errors.en.ts';
import { explorerEn } from './explorer.en.ts';
import { settingsEn } from './settings.en.ts';

export const en = {
  address: addressEn,
  app: appEn,
  discovery: discoveryEn,
  errors: errorsEn,
  explorer: explorerEn,
  settings: settingsEn,
} as const;
