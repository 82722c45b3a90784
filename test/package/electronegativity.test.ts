/** The static audit of the Electron host: clean, or explained here. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

interface Finding {
  readonly id: string;
  readonly file: string;
}

const root = join(import.meta.dirname, '../..');

/** Each with why it stands, and the test that proves what the auditor cannot see. */
const explained: readonly (Finding & { readonly because: string })[] = [
  {
    id: 'CSP_GLOBAL_CHECK',
    file: 'N/A',
    because:
      'It looks for a meta element or a webRequest listener. Ours is a header of every answer of app://: test/unit/desktop/app-protocol.test.ts.',
  },
  {
    id: 'PRELOAD_JS_CHECK',
    file: 'electron/desktop/window.ts',
    because:
      'It asks for a review of every preload script. Ours exposes one function: test/unit/desktop/port-handover.test.ts.',
  },
];

async function audit(dir: string) {
  const args = [join(import.meta.dirname, 'electronegativity-run.ts'), dir];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const { errors, issues, atomicChecks } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    readonly errors: readonly unknown[];
    readonly issues: readonly Finding[];
    readonly atomicChecks: number;
  };
  const findings = issues.map(({ id, file }) => ({ id, file: file === 'N/A' ? file : relative(root, file) }));
  return { errors, findings, atomicChecks };
}

describe('electronegativity', () => {
  it('finds nothing in electron/ but what is explained, and can read every file', async () => {
    const { errors, findings, atomicChecks } = await audit(join(root, 'electron'));
    expect(atomicChecks).toBeGreaterThan(30);
    expect(errors).toEqual([]);
    expect(findings).toEqual(explained.map(({ id, file }) => ({ id, file })));
  });

  it('would find what is wrong in TypeScript like ours', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-audit-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const bad = `import { BrowserWindow, shell } from 'electron';
      export function open(url: string): BrowserWindow {
        void shell.openExternal(url);
        return new BrowserWindow({
          webPreferences: { contextIsolation: false, sandbox: false, webSecurity: false } satisfies object,
        });
      }`;
    writeFileSync(join(dir, 'bad.ts'), bad);
    const { findings } = await audit(dir);
    expect(findings.map(({ id }) => id).sort()).toEqual([
      'AUXCLICK_JS_CHECK',
      'CONTEXT_ISOLATION_JS_CHECK',
      'CSP_GLOBAL_CHECK',
      'LIMIT_NAVIGATION_GLOBAL_CHECK',
      'OPEN_EXTERNAL_JS_CHECK',
      'PERMISSION_REQUEST_HANDLER_GLOBAL_CHECK',
      'SANDBOX_JS_CHECK',
      'WEB_SECURITY_JS_CHECK',
    ]);
  });
});
