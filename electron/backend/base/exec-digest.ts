/** What a consent to an exec plugin is bound to, and how its command is shown. */
import { createHash } from 'node:crypto';
import { redactSecrets } from './redact.ts';

interface ExecCommand {
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** @returns SHA-256, in hex, of command, arguments and environment. */
export function execDigest({ command, args, env }: ExecCommand): string {
  const parts = [command ?? '', args, env.map(({ name, value }) => [name, value])];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Variables, command and arguments as a shell would take them, without what looks like a secret; but with everything that a shell would
 * run, and every character that would not be seen: who agrees to it has read it.
 */
export function execCommandLine({ command, args, env }: ExecCommand): string {
  const variables = env.map(({ name, value }) => {
    const shown = isSecretVariable(name, value) && !shellSyntax.test(value) ? mark : quoted(value);
    return `${quoted(name)}=${shown}`;
  });
  const parts = args.map((arg, index) => {
    const isSecret = secretFlag.test(args[index - 1] ?? '') && !shellSyntax.test(arg);
    return isSecret ? mark : quoted(arg);
  });
  return [...variables, quoted(command ?? ''), ...parts].join(' ');
}

const mark = '[…]';

/** Whose value is the next argument. */
const secretFlag = /^--?[\w-]*(secret|token|passw(or)?d|passphrase|api-?key|access-?key)$/i;

/** A profile's or a region's name, and a path, are no secrets, and say what runs. */
function isSecretVariable(name: string, value: string): boolean {
  if (/[/\\\s]/.test(value)) return false;
  return /token|secret|pass|key|cred|auth|cookie/i.test(name) || (value.length >= 12 && /\d/.test(value));
}

/** Where another command begins, or its result is put in: what looks like a secret does not go on beyond it. */
const shellSyntax = /([\n\r;|&`<>()]|\$[({])/;

function withoutSecrets(text: string): string {
  return text
    .split(shellSyntax)
    .map((part) => redactSecrets(part.replace(keyLine, mark)))
    .join('');
}

/** Of a PEM. */
const keyLine = /^[A-Za-z0-9+/=]{40,}$/;

function quoted(part: string): string {
  const shown = withoutSecrets(part);
  if (/^[\w@%+=:,./-]+$/.test(part)) return shown;
  return JSON.stringify(shown).replace(unseen, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** What changes the direction of writing, joins, or has no form at all; JSON shows the control characters of ASCII itself. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;
