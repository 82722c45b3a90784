import { describe, expect, it } from 'vitest';
import { parseDesktopOptions } from '../../../electron/desktop/options.ts';

const nothing = { web: false, kubeconfig: [], dataDir: undefined, apiPort: undefined, apiTokenFile: undefined };

describe('the desktop’s command line', () => {
  it('takes its own options in both spellings', () => {
    const args = [
      '--kubeconfig',
      'a',
      '--kubeconfig=b',
      '--data-dir',
      'd',
      '--web',
      '--api-port=9091',
      '--api-token-file=t',
    ];
    expect(parseDesktopOptions(args)).toEqual({
      web: true,
      kubeconfig: ['a', 'b'],
      dataDir: 'd',
      apiPort: 9091,
      apiTokenFile: 't',
    });
    expect(parseDesktopOptions([])).toEqual(nothing);
  });

  it('leaves the app’s folder and Chromium’s switches alone', () => {
    const args = ['.', '--no-sandbox', '--remote-debugging-port=0', '--inspect=0', '--kubeconfig', 'a'];
    expect(parseDesktopOptions(args)).toEqual({ ...nothing, kubeconfig: ['a'] });
  });

  it('takes an option without its value for none', () => {
    expect(parseDesktopOptions(['--data-dir'])).toEqual(nothing);
    expect(parseDesktopOptions(['--kubeconfig=', '--data-dir='])).toEqual(nothing);
    expect(parseDesktopOptions(['--kubeconfig'])).toEqual(nothing);
    expect(parseDesktopOptions(['--api-port', 'x'])).toEqual(nothing);
    expect(parseDesktopOptions(['--api-port=70000'])).toEqual(nothing);
  });
});
