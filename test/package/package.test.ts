/** What `npm run package` makes, with a stub in place of Electron's binary: what is inside, and that it runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStubElectron, readFuses } from './stub-electron.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'binnacle-package-'));
const app = join(work, 'dist/linux-unpacked');
const archive = join(app, 'resources/app.asar');
const extracted = join(work, 'extracted');
const architecture = process.arch;
const prebuilt = `node_modules/@msgpackr-extract/msgpackr-extract-linux-${architecture}`;
const keytar = `node_modules/keytar/prebuilds/linux-${architecture}/keytar.node`;
const sqlite = `node_modules/better-sqlite3/prebuilds/linux-${architecture}.node`;
const mebibyte = 1024 * 1024;

/** What is started is ended by the test that starts it. */
interface Started {
  readonly child: ChildProcess;
  readonly firstLine: Promise<string>;
  readonly output: () => string;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, args, {
    cwd: work,
    env: { ...process.env, NODE_OPTIONS: '', HOME: work, KUBECONFIG: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
  });
  firstLine.catch(() => undefined);
  return { child, firstLine, output: () => output };
}

async function end({ child, output }: Started, signal: NodeJS.Signals): Promise<number> {
  const closed = once(child, 'close');
  child.kill(signal);
  const [code] = await closed;
  expect(output()).not.toMatch(/^\s+at /m);
  return code;
}

beforeAll(async () => {
  makeStubElectron(
    join(work, 'electron'),
    JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version,
  );
  mkdirSync(join(work, 'dist'));
  const options = [
    '--linux',
    'dir',
    `-c.electronDist=${join(work, 'electron')}`,
    `-c.directories.output=${join(work, 'dist')}`,
  ];
  const packaging = spawn(process.execPath, [join(root, 'scripts/package.mjs'), ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // No registry and no mirror: what is not there is not fetched.
    env: { ...process.env, NODE_OPTIONS: '', HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' },
  });
  let output = '';
  for (const stream of [packaging.stdout, packaging.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(packaging, 'close');
  if (code !== 0) throw new Error(output);
  extractAll(archive, extracted);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('the package', () => {
  it('holds what was built, its own description and the native modules with their loaders, and nothing else', () => {
    const files = listPackage(archive, { isPack: false })
      .map((path) => path.slice(1))
      .filter((path) => statSync(join(extracted, path)).isFile());
    const built =
      /^out\/(main\/(desktop|web|workers\/(catalog|companions|history-reader|history-writer|parse)|chunks\/[\w-]+)\.js|main\/licences\.md|preload\/preload\.cjs|renderer\/(index\.html|theme\.js|licences\.md|licence-fonts\.txt|icon\.svg|tray\.png|assets\/[\w.-]+\.(js|css|woff2)))$/;
    expect(files.filter((path) => !built.test(path)).sort()).toEqual([
      'LICENSE',
      `${prebuilt}/index.js`,
      `${prebuilt}/node.napi.glibc.node`,
      `${prebuilt}/package.json`,
      'node_modules/better-sqlite3/LICENSE',
      'node_modules/better-sqlite3/lib/binding.js',
      'node_modules/better-sqlite3/lib/darwin-arm64.js',
      'node_modules/better-sqlite3/lib/darwin-x64.js',
      'node_modules/better-sqlite3/lib/database.js',
      'node_modules/better-sqlite3/lib/index.js',
      'node_modules/better-sqlite3/lib/linux-arm64.js',
      'node_modules/better-sqlite3/lib/linux-x64.js',
      'node_modules/better-sqlite3/lib/linuxmusl-arm64.js',
      'node_modules/better-sqlite3/lib/linuxmusl-x64.js',
      'node_modules/better-sqlite3/lib/methods/aggregate.js',
      'node_modules/better-sqlite3/lib/methods/backup.js',
      'node_modules/better-sqlite3/lib/methods/explain.js',
      'node_modules/better-sqlite3/lib/methods/function.js',
      'node_modules/better-sqlite3/lib/methods/inspect.js',
      'node_modules/better-sqlite3/lib/methods/pragma.js',
      'node_modules/better-sqlite3/lib/methods/serialize.js',
      'node_modules/better-sqlite3/lib/methods/table.js',
      'node_modules/better-sqlite3/lib/methods/transaction.js',
      'node_modules/better-sqlite3/lib/methods/wrappers.js',
      'node_modules/better-sqlite3/lib/sqlite-error.js',
      'node_modules/better-sqlite3/lib/util.js',
      'node_modules/better-sqlite3/lib/win32-arm64.js',
      'node_modules/better-sqlite3/lib/win32-x64.js',
      'node_modules/better-sqlite3/package.json',
      sqlite,
      'node_modules/detect-libc/LICENSE',
      'node_modules/detect-libc/lib/detect-libc.js',
      'node_modules/detect-libc/lib/elf.js',
      'node_modules/detect-libc/lib/filesystem.js',
      'node_modules/detect-libc/lib/process.js',
      'node_modules/detect-libc/package.json',
      'node_modules/keytar/LICENSE.md',
      'node_modules/keytar/lib/keytar.js',
      'node_modules/keytar/package.json',
      keytar,
      'node_modules/msgpackr-extract/LICENSE',
      'node_modules/msgpackr-extract/index.js',
      'node_modules/msgpackr-extract/package.json',
      'node_modules/node-gyp-build-optional-packages/LICENSE',
      'node_modules/node-gyp-build-optional-packages/index.js',
      'node_modules/node-gyp-build-optional-packages/node-gyp-build.js',
      'node_modules/node-gyp-build-optional-packages/package.json',
      'package.json',
    ]);
  });

  it('names its entry, and neither scripts nor development tools', () => {
    const description = JSON.parse(readFileSync(join(extracted, 'package.json'), 'utf8'));
    expect(description).toMatchObject({ name: 'binnacle', type: 'module', main: 'out/main/desktop.js' });
    expect([description.scripts, description.devDependencies]).toEqual([undefined, undefined]);
  });

  it('has no path of the machine that built it, no source map, and no TypeScript in it', () => {
    const scripts = readdirSync(join(extracted, 'out'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.c?js$/.test(path))
      .map((path) => [path, readFileSync(join(extracted, 'out', path), 'utf8')] as const);
    const telling = scripts.filter(([, text]) => text.includes(root) || text.includes('sourceMappingURL='));
    expect(telling.map(([path]) => path)).toEqual([]);
  });

  it('keeps native code outside the archive, for this platform alone', () => {
    const unpacked = readdirSync(`${archive}.unpacked`, { recursive: true, encoding: 'utf8' });
    const natives = [`${prebuilt}/node.napi.glibc.node`, sqlite, keytar];
    expect(unpacked.filter((path) => statSync(join(`${archive}.unpacked`, path)).isFile()).sort()).toEqual(natives);
    const entries = natives.map((path) => statFile(archive, path));
    expect(entries.map((entry) => 'unpacked' in entry && entry.unpacked)).toEqual([true, true, true]);
  });

  it('is small: every megabyte of it is a wait for somebody', () => {
    expect(statSync(archive).size).toBeLessThan(7.5 * mebibyte);
  });

  it('comes with the fuses blown that would turn it into a tool for others', () => {
    expect(readFuses(join(app, 'binnacle'))).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeCliInspect: false,
      asarIntegrity: true,
      onlyLoadAppFromAsar: true,
      browserV8Snapshot: false,
      fileProtocolPrivileges: false,
    });
    expect(readdirSync(join(app, 'locales')).sort()).toEqual(['en-US.pak', 'ko.pak']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'opens its page and answers it, against the stand-in, and ends on %s',
    async (signal) => {
      const runner = join(root, 'test/support/electron-stand-in/run.ts');
      const started = start([
        runner,
        join(extracted, 'out/main/desktop.js'),
        '--data-dir',
        join(work, `data-${signal}`),
      ]);
      const facts = JSON.parse(await started.firstLine);
      expect(facts).toEqual({
        preload: join(extracted, 'out/preload/preload.cjs'),
        page: 200,
        assets: expect.any(Object),
        reply: { kind: 'ok', id: 1, result: { version: '0.0.0-stand-in', host: 'desktop', nowMs: expect.any(Number) } },
        errors: [],
      });
      expect(new Set(Object.values(facts.assets))).toEqual(new Set([200]));
      expect(await end(started, signal)).toBe(0);
    },
  );

  it('serves to the browser from the archive’s files, under a plain Node', async () => {
    const web = join(extracted, 'out/main/web.js');
    const started = start([web, '--web', '--no-open', '--port', '0', '--data-dir', join(work, 'data-web')]);
    const [, url = ''] = /^READY (http:\/\/127\.0\.0\.1:\d+\/)#token=[\w-]{20,}$/.exec(await started.firstLine) ?? [];
    const response = await fetch(url);
    const nonce = /'nonce-([\w-]+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? 'none';
    expect([response.status, (await response.text()).includes(`nonce="${nonce}"`)]).toEqual([200, true]);
    expect(await end(started, 'SIGTERM')).toBe(0);
  });

  it('serves to the browser as the packaged program with --web, too', async () => {
    const runner = join(root, 'test/support/electron-stand-in/run.ts');
    const main = join(extracted, 'out/main/desktop.js');
    const started = start([runner, main, '--web', '--no-open', '--port', '0', '--data-dir', join(work, 'data-web')]);
    expect(await started.firstLine).toMatch(/^READY http:/);
    expect(await end(started, 'SIGTERM')).toBe(0);
  });

  it('finds its native modules', async () => {
    // A machine without libsecret cannot load keytar's: then it is there, and names what is missing.
    const code = `const { createRequire } = require('node:module');
      const packaged = createRequire(${JSON.stringify(join(extracted, 'out/main/web.js'))});
      const load = (path) => { try { process.dlopen({ exports: {} }, path); return 'loaded'; } catch (e) { return e.message; } };
      const found = [typeof packaged('msgpackr-extract').extractStrings,
        new (packaged('better-sqlite3'))(':memory:').prepare('SELECT 1').pluck().get(), load(${JSON.stringify(join(extracted, keytar))})];
      console.log(JSON.stringify(found));
      if (found[2] === 'loaded') packaged('keytar').getPassword;`;
    const started = start(['-e', code]);
    const loaded = expect.stringMatching(/^loaded$|^libsecret-1\.so\.0: cannot open/);
    expect(JSON.parse(await started.firstLine)).toEqual(['function', 1, loaded]);
    const [status] = await once(started.child, 'close');
    expect(status).toBe(0);
  });
});
