/** The English catalogue: one namespace an area. */
import { appEn } from './app.en.ts';
import { errorsEn } from './errors.en.ts';
import { explorerEn } from './explorer.en.ts';

export const en = { app: appEn, errors: errorsEn, explorer: explorerEn } as const;
