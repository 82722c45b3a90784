/** One history that is written by one process after the other, each of which is killed, and looked at after each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openHistoryReader } from '../../../../electron/backend/history/read/open-history-reader.ts';
import { folderName, originText } from '../../../../electron/backend/history/service/history-identity.ts';
import { type HistoryWriter, openHistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { newestVersion } from '../../../../electron/backend/history/store/migrate.ts';
import { type SourceFiles, sourceFiles } from '../../../../electron/backend/history/store/source-files.ts';
import { verifySource } from '../../../../electron/backend/history/transfer/verify-source.ts';
import { readSamples } from '../../../crash/history-read/read-samples.ts';
import { seededRandom } from '../../../fuzz/random.ts';
import { type StoredSamples, storedSamples } from '../stored-samples.ts';
import type { ChildTask } from './child-task.ts';
import { checkExports } from './exports.ts';
import { activities } from './kill-points.ts';
import { CrashModel, type ModelSnapshot } from './model.ts';
import { makeOlder } from './older-history.ts';
import { isWide, type Operation, operationAt, plannedTimeMs } from './plan.ts';
import { checkRecords } from './records.ts';

const origin = { kind: 'scraped', cluster: 'uid:killed', server: '', name: 'killed', version: '' } as const;
const program = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const source = folderName(origin);

interface KillReport {
  /** What was being done. */
  readonly at: string;
  readonly problems: readonly string[];
  readonly samples: number;
}

export class CrashWorld {
  readonly seed: number;
  readonly #dir = mkdtempSync(join(tmpdir(), 'binnacle-crash-'));
  readonly #files: SourceFiles = sourceFiles(this.#dir, source);
  readonly #exportDir = join(this.#dir, 'exports');
  readonly #random: () => number;
  readonly #model = new CrashModel();
  /** Begun, and not acknowledged. */
  #begun = new Map<number, Operation>();
  #next = 0;
  /** File name → what was there as it was made, of those that were acknowledged since the last kill. */
  readonly #exports = new Map<string, ModelSnapshot>();

  constructor(seed: number) {
    this.seed = seed;
    this.#random = seededRandom(seed * 2654435761);
    mkdirSync(this.#exportDir);
  }

  /** Lets a process work, kills it, and looks at what it left. */
  async kill(): Promise<KillReport> {
    let at = 'start';
    const problems: string[] = [];
    try {
      at = await this.#runAndKill();
      problems.push(...(await this.#check()));
    } catch (error) {
      problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const samples = [...this.#model.samples.values()].reduce((sum, its) => sum + its.size, 0);
    return { at, problems, samples };
  }

  dispose(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #taskOf(point: string): ChildTask {
    return {
      dataDir: this.#dir,
      source,
      origin: originText(origin),
      exportDir: this.#exportDir,
      seed: this.seed,
      from: this.#next,
      // A killed one gets on; one that is not is told from it by its end.
      to: this.#next + 1000,
      retainBeforeMs: this.#model.retainBeforeMs,
      point,
    };
  }

  async #runAndKill(): Promise<string> {
    const random = this.#random;
    const throughService = random() % 3 === 0;
    // Half of them for what takes several transactions.
    const activity = activities[random() % (2 * activities.length)] ?? (random() % 2 === 0 ? 'fold' : 'remove');
    const openings = existsSync(this.#files.history) ? 24 : 56;
    const most = { open: openings, append: 60, fold: 30, remove: 30, import: 3, export: 8 }[activity];
    const point = !throughService && random() % 2 === 0 ? `${activity} ${1 + (random() % most)}` : '';
    const downgraded = point.startsWith('open') && random() % 4 !== 0 && this.#downgrade();
    const child = spawn(
      process.execPath,
      [program(throughService ? 'service-child' : 'direct-child'), JSON.stringify(this.#taskOf(point))],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [said, complaint] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const closed = once(child, 'close');
    const up = random() % 8 === 0 ? 'up\n' : 'ready\n';
    while (!said.includes(up) && child.exitCode === null && child.signalCode === null)
      await Promise.race([once(child.stdout, 'data'), closed]);
    const patienceMs = point === '' ? random() % (up === 'up\n' ? 60 : 300) : 1500;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, patienceMs)), closed]);
    child.kill('SIGKILL');
    const [code, signal] = (await closed) as [number | null, string | null];
    const lines = said.split('\n').slice(0, -1);
    const last = this.#listen(lines);
    if (signal !== 'SIGKILL' && !lines.includes('end')) throw new Error(`it ended with ${code}: ${complaint}`);
    const who = throughService ? 'service ' : '';
    return `${who}${downgraded ? 'migration ' : ''}${point === '' ? `timer ${last}` : last}`;
  }

  /** @returns what was under way at last */
  #listen(lines: readonly string[]): string {
    let last = 'open';
    for (const line of lines) {
      const [what, ...rest] = line.split(' ');
      const n = Number(rest[0]);
      if (what === 'b') {
        const operation = operationAt(this.seed, n);
        this.#begun.set(n, operation);
        last = operation.kind;
      } else if (what === 'a') {
        this.#acknowledged(n);
        last = 'between';
      } else if (what === 's') {
        this.#begun.delete(n);
        this.#next = Math.max(this.#next, n + 1);
      } else if (what === 'q') this.#model.removed();
      else if (what === 'k') last = rest.join(' ');
    }
    return last;
  }

  #acknowledged(n: number): void {
    const operation = this.#begun.get(n) ?? operationAt(this.seed, n);
    this.#begun.delete(n);
    this.#model.done(operation);
    this.#next = Math.min(Math.max(this.#next, n + 1), ...this.#begun.keys());
    if (operation.kind === 'export') this.#exports.set(`${n}.bnr`, this.#model.snapshot());
  }

  async #check(): Promise<readonly string[]> {
    const begun = [...this.#begun.values()];
    this.#next = Math.min(this.#next, ...this.#begun.keys());
    const { history, head, folder } = this.#files;
    // Reading needs no writer that has opened it since.
    const before =
      existsSync(history) && existsSync(head) && this.#version() === newestVersion('history')
        ? this.#read()
        : undefined;
    this.#openOnce();
    const actual = this.#stored();
    const problems = [...this.#model.reconcile(actual, begun)];
    if (before !== undefined) problems.push(...differences(before, actual, 'before it was opened'));
    problems.push(...differences(this.#read(), actual, 'through the index'));
    const { findings } = await verifySource(this.#files);
    problems.push(...findings.map(({ where, what }) => `${where}: ${what}`));
    problems.push(...checkRecords(this.#files.history, this.#model.records));
    problems.push(...(await checkExports(this.#exportDir, this.#exports)));
    this.#exports.clear();
    const strays = readdirSync(folder).filter((name) => /damaged|\.new|\.aside/.test(name));
    if (strays.length > 0) problems.push(`${strays.join()} in the folder`);
    return problems.slice(0, 20);
  }

  #stored(): StoredSamples {
    return storedSamples(this.#files, { allowTwice: isWide(this.seed) });
  }

  #read(): StoredSamples {
    const reader = openHistoryReader(this.#files);
    try {
      return readSamples(reader.begin().storage);
    } finally {
      reader.close();
    }
  }

  #open(): HistoryWriter {
    const elapsedMs = () => performance.now();
    const pair = `opened ${this.#next}`;
    return openHistoryWriter({ files: this.#files, source: originText(origin), nowMs: 0, newPair: pair, elapsedMs });
  }

  #openOnce(): void {
    const writer = this.#open();
    try {
      if (writer.setAside.length > 0) throw new Error(`set aside: ${JSON.stringify(writer.setAside)}`);
    } finally {
      writer.close();
    }
  }

  #version(): unknown {
    const db = new Database(this.#files.history, { readonly: true });
    try {
      return db.pragma('user_version', { simple: true });
    } finally {
      db.close();
    }
  }

  /** Makes a history of version 10 of it, where that loses nothing. */
  #downgrade(): boolean {
    if (!existsSync(this.#files.history) || [...this.#begun.values()].some(({ kind }) => kind === 'delete'))
      return false;
    const db = new Database(this.#files.history);
    if (db.prepare('SELECT count(*) FROM deletion').pluck().get() !== 0) {
      db.close();
      return false;
    }
    makeOlder(db);
    db.close();
    this.#model.forgetRecords();
    return true;
  }

  /** All that is left to do is done, and nothing is different. @returns what is wrong */
  async finish(): Promise<readonly string[]> {
    const writer = this.#open();
    try {
      while (writer.fold(plannedTimeMs(this.#next + 1000), { budgetMs: 1000 }));
    } finally {
      writer.close();
    }
    const actual = storedSamples(this.#files);
    const problems = [...this.#model.reconcile(actual, [...this.#begun.values()])];
    problems.push(...differences(this.#read(), actual, 'through the index, at the end'));
    const { findings } = await verifySource(this.#files);
    return [...problems, ...findings.map(({ where, what }) => `${where}: ${what}`)].slice(0, 20);
  }
}

function* differences(found: StoredSamples, expected: StoredSamples, where: string): Generator<string> {
  for (const series of new Set([...found.keys(), ...expected.keys()])) {
    const [its, should] = [found.get(series), expected.get(series)];
    const times = new Set([...(its?.keys() ?? []), ...(should?.keys() ?? [])]);
    for (const timeMs of times) {
      if (its?.get(timeMs) !== should?.get(timeMs))
        yield `${series} at ${timeMs} is ${its?.get(timeMs)} ${where}, and should be ${should?.get(timeMs)}`;
    }
  }
}
