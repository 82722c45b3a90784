/** The command line of the web host. */
import { parseArgs } from 'node:util';

export interface WebOptions {
  readonly port: number;
  /** Of the Prometheus HTTP API over what is recorded; undefined: it is not served. */
  readonly apiPort: number | undefined;
  /** With its token; undefined: a new one each time. */
  readonly apiTokenFile: string | undefined;
  readonly kubeconfig: readonly string[];
  readonly dataDir: string | undefined;
  readonly pageDir: string | undefined;
  readonly open: boolean;
}

/** Its message is one line, for the terminal. */
export class OptionsError extends Error {}

/** @throws OptionsError */
export function parseOptions(args: readonly string[]): WebOptions {
  const values = parse(args);
  for (const name of ['kubeconfig', 'data-dir', 'page-dir', 'api-token-file'] as const) {
    if ([values[name] ?? []].flat().includes('')) throw new OptionsError(`--${name} needs a path.`);
  }
  if (values['api-token-file'] !== undefined && values['api-port'] === undefined)
    throw new OptionsError('--api-token-file is for --api-port: give both.');
  return {
    port: portOf('port', values.port ?? '0'),
    apiPort: values['api-port'] === undefined ? undefined : portOf('api-port', values['api-port']),
    apiTokenFile: values['api-token-file'],
    kubeconfig: values.kubeconfig ?? [],
    dataDir: values['data-dir'],
    pageDir: values['page-dir'],
    open: values['no-open'] !== true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        'api-port': { type: 'string' },
        'api-token-file': { type: 'string' },
        kubeconfig: { type: 'string', multiple: true },
        'data-dir': { type: 'string' },
        'page-dir': { type: 'string' },
        'no-open': { type: 'boolean' },
        // Chose this host; nothing is left to choose here.
        web: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // Node's messages go on with advice that does not fit here: the first sentence says what is wrong.
    const [first = 'unreadable options'] = String((error as Error).message).split(/\.\s|\n/, 1);
    throw new OptionsError(`${first.replace(/\.$/, '')}.`);
  }
}

function portOf(name: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new OptionsError(`--${name} ${text} is not a port: give a number from 0 (any) to 65535.`);
  return port;
}
