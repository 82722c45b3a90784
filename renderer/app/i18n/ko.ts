/** The Korean catalogue: one namespace an area. */
import { appKo } from './app.ko.ts';
import { errorsKo } from './errors.ko.ts';
import { explorerKo } from './explorer.ko.ts';

export const ko = { app: appKo, errors: errorsKo, explorer: explorerKo } as const;
