export interface Surroundings {
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly find?: () => string | undefined;
  readonly fetch?: () => Promise<unknown>;
}

export function findElectron(
  surroundings?: Surroundings,
): Promise<{ readonly binary?: string; readonly reason?: string }>;
