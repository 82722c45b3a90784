/** The command line of the web host. */
import { parseArgs } from 'node:util';

export interface WebOptions {
  readonly port: number;
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
  for (const name of ['kubeconfig', 'data-dir', 'page-dir'] as const) {
    if ([values[name] ?? []].flat().includes('')) throw new OptionsError(`--${name} needs a path.`);
  }
  return {
    port: portOf(values.port ?? '0'),
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

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new OptionsError(`--port ${text} is not a port: give a number from 0 (any) to 65535.`);
  return port;
}
