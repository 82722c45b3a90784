import { expect, test } from 'vitest';
import { OptionsError, parseOptions } from '../../../electron/web/options.ts';

test('without options: any port, the browser is opened, and everything else is for the defaults', () => {
  expect(parseOptions([])).toEqual({
    ...{
      port: 0,
      apiPort: undefined,
      apiTokenFile: undefined,
      kubeconfig: [],
      dataDir: undefined,
      pageDir: undefined,
      open: true,
    },
  });
});

test('every option is taken, in both spellings, and --kubeconfig as often as it comes', () => {
  const args = [
    '--web',
    '--port',
    '8080',
    '--kubeconfig',
    'a',
    '--kubeconfig=b',
    '--data-dir=/d',
    '--page-dir',
    '/p',
    '--no-open',
    '--api-port=9091',
    '--api-token-file=/t',
  ];
  const files = { kubeconfig: ['a', 'b'], dataDir: '/d', pageDir: '/p' };
  expect(parseOptions(args)).toEqual({ port: 8080, apiPort: 9091, apiTokenFile: '/t', ...files, open: false });
});

test.each([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['--port'], "Option '--port <value>' argument missing."],
  [['--port', 'http'], '--port http is not a port: give a number from 0 (any) to 65535.'],
  [['--port', '65536'], '--port 65536 is not a port: give a number from 0 (any) to 65535.'],
  [['--port=-1'], '--port -1 is not a port: give a number from 0 (any) to 65535.'],
  [['--api-port', 'x'], '--api-port x is not a port: give a number from 0 (any) to 65535.'],
  [['--port='], '--port  is not a port: give a number from 0 (any) to 65535.'],
  [['--kubeconfig='], '--kubeconfig needs a path.'],
  [['--data-dir', ''], '--data-dir needs a path.'],
  [['--api-port=0', '--api-token-file='], '--api-token-file needs a path.'],
  [['--api-token-file=t'], '--api-token-file is for --api-port: give both.'],
  [['--no-open=yes'], "Option '--no-open' does not take an argument."],
  [['file'], "Unexpected argument 'file'."],
])('%j is refused in one line', (args, message) => {
  const parse = () => parseOptions(args);
  expect(parse).toThrow(OptionsError);
  expect(parse).toThrow(new OptionsError(message));
});
