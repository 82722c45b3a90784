import { z } from 'zod';
import { method } from './define.ts';

export interface ApplicationInfo {
  readonly version: string;
  readonly host: 'desktop' | 'web';
  /** The backend's clock, for the clock-skew note. */
  readonly nowMs: number;
}

export const applicationDomain = {
  info: method<ApplicationInfo>()(z.strictObject({})),
};
