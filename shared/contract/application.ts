import { z } from 'zod';
import type { OwnRuntime } from '../model/own-runtime.ts';
import { contextId } from './contexts.ts';
import { method } from './define.ts';

export interface ApplicationInfo {
  readonly version: string;
  readonly host: 'desktop' | 'web';
  /** The backend's clock, for the clock-skew note. */
  readonly nowMs: number;
}

export const applicationDomain = {
  info: method<ApplicationInfo>()(z.strictObject({})),
  /** With what it costs to scrape the context, where that is done from here. */
  runtime: method<OwnRuntime>()(z.strictObject({ context: contextId })),
};
