/** The Korean catalogue: one namespace an area. */
import { addressKo } from './address.ko.ts';
import { appKo } from './app.ko.ts';
import { discoveryKo } from './discovery.ko.ts';
import { errorsKo } from './errors.ko.ts';
import { explorerKo } from './explorer.ko.ts';
import { settingsKo } from './settings.ko.ts';

export const ko = {
  address: addressKo,
  app: appKo,
  discovery: discoveryKo,
  errors: errorsKo,
  explorer: explorerKo,
  settings: settingsKo,
} as const;
