export const root: string;
export function withLock<T>(dir: string, work: () => Promise<T>): Promise<T>;
export function thriftyWithUs(): NodeJS.ProcessEnv;
