/**
 * `node direct-child.ts {JSON of ChildTask}`: a process that writes a history by itself, and is killed. Says on its standard output what it
 * begins (`b N`), what is acknowledged (`a N`), and when all that was to be removed is gone (`q`).
 */
import { writeSync } from 'node:fs';
import { createCoverageWriter } from '../../../../electron/backend/history/coverage/coverage-writer.ts';
import { prepareDocument } from '../../../../electron/backend/history/documents/document-bytes.ts';
import { createDocumentWriter } from '../../../../electron/backend/history/documents/document-writer.ts';
import { openHistoryReader } from '../../../../electron/backend/history/read/open-history-reader.ts';
import { createKeepQueue, type KeepQueue } from '../../../../electron/backend/history/retention/keep-queue.ts';
import { type HistoryWriter, openHistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { type SourceFiles, sourceFiles } from '../../../../electron/backend/history/store/source-files.ts';
import { exportRecording } from '../../../../electron/backend/history/transfer/export-recording.ts';
import { importRecording } from '../../../../electron/backend/history/transfer/import-recording.ts';
import { importSink } from '../../../../electron/backend/history/transfer/source-records.ts';
import { createWholeFile } from '../../../../electron/backend/history/transfer/whole-file.ts';
import { seededRandom } from '../../../fuzz/random.ts';
import { piecesOf, recordingOf } from '../recordings.ts';
import type { ChildTask } from './child-task.ts';
import { createKillPoints, type KillPoints } from './kill-points.ts';
import { type Operation, operationAt, plannedTimeMs } from './plan.ts';
import { recordKind, recordRule } from './records.ts';

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
const say = (line: string) => writeSync(1, `${line}\n`);

class CrashingWriter {
  readonly #files: SourceFiles = sourceFiles(task.dataDir, task.source);
  readonly #random = seededRandom(task.seed * 31 + task.from + 1);
  readonly #points: KillPoints = createKillPoints(task.point);
  readonly #writer: HistoryWriter;
  readonly #queue: KeepQueue;
  #isRemoving = true;
  #retainBeforeMs = 0;

  constructor() {
    this.#writer = this.#points.during('open', () =>
      openHistoryWriter({
        files: this.#files,
        source: task.origin,
        nowMs: Date.now(),
        newPair: `pair ${task.seed} ${task.from}`,
        elapsedMs: () => performance.now(),
      }),
    );
    this.#points.watch(this.#writer);
    this.#queue = this.#writer.keep((parts) => createKeepQueue(parts));
    if (task.retainBeforeMs > 0) this.#retain(task.from, task.retainBeforeMs);
  }

  async run(): Promise<void> {
    for (let n = task.from; n < task.to; n += 1) {
      say(`b ${n}`);
      await this.#do(n, operationAt(task.seed, n));
      say(`a ${n}`);
      this.#maintain(n);
    }
    while (this.#isRemoving) this.#remove();
    this.#foldAll(task.to);
  }

  async #do(n: number, operation: Operation): Promise<void> {
    const { during } = this.#points;
    switch (operation.kind) {
      case 'scrape': {
        const series = during('append', () => this.#writer.register(operation.labels));
        during('append', () => this.#writer.appendScrape({ ...operation, series }));
        break;
      }
      case 'columns':
        during('append', () => this.#writer.appendColumns(operation.columns));
        break;
      case 'metadata':
        this.#writer.setMetadata([{ metric: `metric_${n % 5}`, type: 'gauge', help: `As of ${n}.`, unit: '' }]);
        break;
      case 'record':
        this.#record(operation);
        break;
      case 'delete': {
        const { startMs, endMs, job } = operation;
        const matchers = job === undefined ? undefined : [{ name: 'job', op: '=' as const, value: job }];
        during('remove', () =>
          this.#writer.keep(() => this.#queue.delete({ window: { startMs, endMs }, matchers, detail: 'a test' })),
        );
        this.#isRemoving = true;
        break;
      }
      case 'retain':
        this.#retain(n, operation.beforeMs);
        break;
      case 'import':
        await this.#import(operation);
        break;
      case 'export':
        await this.#export(n);
        break;
    }
  }

  #record({ startMs, endMs, text }: Extract<Operation, { kind: 'record' }>): void {
    this.#writer.keep(({ history, inHistory }) => {
      const span = { startMs, endMs, state: 'recorded', detail: '' } as const;
      inHistory.run(() => createCoverageWriter(history).put(recordRule, span));
      inHistory.run(() => createDocumentWriter(history).put(prepareDocument(recordKind, text), endMs));
    });
  }

  /** What is still in the head is none of retention's: so it is folded first. */
  #retain(n: number, beforeMs: number): void {
    this.#foldAll(n);
    // Where retention has not begun, the last limits count: with lower ones, what was to go would stay.
    this.#retainBeforeMs = Math.max(this.#retainBeforeMs, beforeMs);
    const mostAgeMs = plannedTimeMs(n) - this.#retainBeforeMs;
    this.#queue.retain({ nowMs: plannedTimeMs(n), mostAgeMs, mostBytes: undefined });
    this.#isRemoving = true;
  }

  async #import(operation: Extract<Operation, { readonly columns: unknown }>): Promise<void> {
    const { file } = await recordingOf(operation.columns, [], { startMs: 0, endMs: plannedTimeMs(task.to) });
    const sink = importSink(this.#writer);
    const appendColumns: typeof sink.appendColumns = (columns) =>
      this.#points.during('import', () => sink.appendColumns(columns));
    await importRecording(piecesOf(file), { ...sink, appendColumns });
  }

  async #export(n: number): Promise<void> {
    const file = await createWholeFile(`${task.exportDir}/${n}.bnr`);
    const reader = openHistoryReader(this.#files);
    const request = {
      source: 'killed',
      selectors: [],
      createdMs: 0,
      createdBy: { name: 'Binnacle', version: '0.0.0' },
    };
    // In some pieces, one after the other: a kill may come between them.
    const write = async (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; at += 4000) {
        await file.write(bytes.subarray(at, at + 4000));
        this.#points.passed('export', 'within');
      }
    };
    const window = { startMs: plannedTimeMs(0), endMs: plannedTimeMs(n + 60) };
    await exportRecording({ ...request, ...window, snapshots: reader }, write);
    this.#points.passed('export', 'before its name');
    await file.finish();
    this.#points.passed('export', 'after');
    reader.close();
  }

  /** In slices, as a worker has it between two calls; folds wait for what removes. */
  #maintain(n: number): void {
    for (let slices = this.#random() % 5; slices > 0; slices -= 1) {
      if (this.#isRemoving) this.#remove();
      else this.#fold(n, this.#random() % 3);
    }
    if (this.#random() % 15 === 0) {
      if (this.#isRemoving) this.#remove();
      else this.#foldAll(n);
    }
  }

  #remove(): void {
    const step = this.#points.during('remove', () => this.#writer.keep(() => this.#queue.step(this.#random() % 3)));
    if (step !== undefined) return;
    this.#isRemoving = false;
    say('q');
  }

  #fold(n: number, budgetMs: number): boolean {
    return this.#points.during('fold', () => this.#writer.fold(plannedTimeMs(n), { budgetMs }));
  }

  #foldAll(n: number): void {
    while (this.#fold(n, 1000));
  }
}

say('up');
const writer = new CrashingWriter();
say('ready');
await writer.run();
say('end');
process.exit(0);
