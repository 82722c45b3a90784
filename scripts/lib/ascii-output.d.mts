import type { Plugin } from 'vite';

/** Escapes what is beyond ASCII in the scripts of a build. */
export function asciiOutput(): Plugin;
/** @throws Error where a backslash stands before a character beyond ASCII */
export function inAscii(code: string): string;
