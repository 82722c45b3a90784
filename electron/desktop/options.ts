/**
 * The command line of the desktop host. It also carries switches of Chromium and, in development, the app's folder, so what is not
 * ours is left alone here; `npm start` checks it strictly.
 */
import { parseArgs } from 'node:util';

export interface DesktopOptions {
  /** Serve to the browser instead. */
  readonly web: boolean;
  readonly kubeconfig: readonly string[];
  readonly dataDir: string | undefined;
  /** Of the Prometheus HTTP API over what is recorded; undefined: it is not served. */
  readonly apiPort: number | undefined;
  /** With its token; undefined: a new one each time. */
  readonly apiTokenFile: string | undefined;
}

/** @param args without the program. */
export function parseDesktopOptions(args: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      web: { type: 'boolean' },
      kubeconfig: { type: 'string', multiple: true },
      'data-dir': { type: 'string' },
      'api-port': { type: 'string' },
      'api-token-file': { type: 'string' },
    },
  });
  const files = (values.kubeconfig ?? []).filter((file) => typeof file === 'string' && file !== '');
  const pathOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const apiPort = Number(/^\d{1,5}$/.exec(String(values['api-port']))?.[0] ?? Number.NaN);
  return {
    web: values.web === true,
    kubeconfig: files.map(String),
    dataDir: pathOf(values['data-dir']),
    apiPort: apiPort <= 65_535 ? apiPort : undefined,
    apiTokenFile: pathOf(values['api-token-file']),
  };
}
