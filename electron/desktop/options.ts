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
    },
  });
  const files = (values.kubeconfig ?? []).filter((file) => typeof file === 'string' && file !== '');
  const dataDir = values['data-dir'];
  return {
    web: values.web === true,
    kubeconfig: files.map(String),
    dataDir: typeof dataDir === 'string' && dataDir !== '' ? dataDir : undefined,
  };
}
