/**
 * The way of the token into the browser that we start. A program's arguments can be read by everyone on the machine, and a browser keeps
 * them as long as it runs: so it is given an address that hands out the token once, and soon no more.
 */
import { randomBytes } from 'node:crypto';
import { sameText } from '../backend/base/same-text.ts';

export const launchPath = '/launch/';

/** A browser that has to start first, on a slow machine. */
const validMs = 60_000;

export interface Launch {
  /** A new path, in the place of the one before. */
  create(): string;
  /** True once for the path that was created. */
  take(path: string): boolean;
}

/** @param now milliseconds, monotonic. */
export function createLaunch(now: () => number): Launch {
  let open: { readonly path: string; readonly untilMs: number } | undefined;
  return {
    create() {
      const path = launchPath + randomBytes(32).toString('base64url');
      open = { path, untilMs: now() + validMs };
      return path;
    },
    take(path) {
      if (open === undefined || now() > open.untilMs || !sameText(path, open.path)) return false;
      open = undefined;
      return true;
    },
  };
}
