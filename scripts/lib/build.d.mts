/** Builds the application into out/ when its sources are not those of the last build. */
export function ensureBuilt(): Promise<void>;
