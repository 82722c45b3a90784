/** `npm run history -- verify`: reads all of a source or of a file, and says what is wrong and where, and what to do. */
import { createReadStream, statSync } from 'node:fs';
import { AppError } from '../../../shared/base/errors.ts';
import { checkOpenMetrics } from '../../backend/history/transfer/import-open-metrics.ts';
import { readRecording } from '../../backend/history/transfer/read-recording.ts';
import type { VerifiedSource } from '../../backend/history/transfer/verify-findings.ts';
import { verifySource } from '../../backend/history/transfer/verify-source.ts';
import { OptionsError } from '../options.ts';
import { fileFailureText } from './file-failure.ts';
import type { HistoryOptions } from './options.ts';
import { commandText, descriptionOf, findSource, type HistoryRun, readableSize, sourceNames } from './run.ts';
import { setAsideLines } from './set-aside.ts';
import { countedText, countText, sizeText } from './terminal.ts';
import { upkeepLines } from './upkeep-lines.ts';
import { verifyLines } from './verify-lines.ts';

type VerifyOptions = Extract<HistoryOptions, { readonly command: 'verify' }>;

/** @returns the exit code: 1 where something is wrong @throws CancelledError; OptionsError; FileError; what the system says of the file */
export async function verifyHistory(options: VerifyOptions, run: HistoryRun): Promise<number> {
  const { what, openMetrics } = options;
  const isSource = !openMetrics && sourceNames(run.dataDir).includes(what);
  const isThere = !isSource && statSync(what, { throwIfNoEntry: false }) !== undefined;
  return isThere || openMetrics ? verifyFile(options, run) : verifyOne(what, run);
}

async function verifyFile({ what, openMetrics }: VerifyOptions, { signal, terminal }: HistoryRun): Promise<number> {
  const ofBytes = readableSize(what);
  const onProgress = ({ bytes }: { readonly bytes: number }) =>
    terminal.progress(`${sizeText(bytes)} of ${sizeText(ofBytes)}`);
  try {
    const samples = openMetrics
      ? (await checkOpenMetrics(createReadStream(what), { signal, onProgress })).samples.added
      : await samplesIn(readRecording(createReadStream(what), { signal, onProgress }));
    terminal.line(`${what}: nothing is wrong; ${countedText(samples, 'sample')}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    terminal.line(fileFailureText(what, openMetrics, error));
    return 1;
  }
}

async function samplesIn(items: ReturnType<typeof readRecording>): Promise<number> {
  let samples = 0;
  for await (const item of items) if (item.kind === 'end') samples = item.counts.samples;
  return samples;
}

async function verifyOne(source: string, run: HistoryRun): Promise<number> {
  const { signal, terminal } = run;
  const { name, files } = found(source, run);
  const verified = await verifySource(files, {
    signal,
    onProgress: ({ series, chunks, headRows }) =>
      terminal.progress(`${countText(series)} series, ${countText(chunks)} chunks, ${countText(headRows)} head rows`),
  });
  const { findings, findingCount } = verified;
  for (const line of verifyLines(findings, findingCount)) terminal.line(line);
  terminal.line(`${name}: ${verdict(findingCount)}; ${lookedAt(verified)}.`);
  // What is not done yet is nothing wrong with what is there; nor is what was set aside.
  const described = descriptionOf(files);
  const upkeep = described instanceof AppError ? [] : upkeepLines(described.upkeep);
  for (const line of [...upkeep, ...setAsideLines(files)]) terminal.line(line);
  if (findingCount === 0) return 0;
  terminal.line(nextStep(name, described, run));
  return 1;
}

function found(source: string, run: HistoryRun): ReturnType<typeof findSource> {
  try {
    return findSource(run, source);
  } catch (error) {
    // It may be the name of a file that was meant.
    if (!(error instanceof OptionsError) || sourceNames(run.dataDir).includes(source)) throw error;
    const isNone = error.message.startsWith('there is no history ');
    throw isNone ? new OptionsError(error.message.replace(': npm run', `, and no file ${source}: npm run`)) : error;
  }
}

function verdict(count: number): string {
  if (count === 0) return 'nothing is wrong';
  return count === 1 ? '1 thing is wrong' : `${countText(count)} things are wrong`;
}

function lookedAt({ checked: { series, chunks, samples, headRows } }: VerifiedSource): string {
  const inChunks = `${countedText(chunks, 'chunk')} with ${countedText(samples, 'sample')}`;
  return `${countText(series)} series, ${inChunks}, ${countedText(headRows, 'row')} of the head`;
}

function nextStep(name: string, described: unknown, run: HistoryRun): string {
  if (described instanceof AppError) {
    const command = commandText(run, `import FILE --into ${name} --set-aside`);
    return `It cannot be read as it is. Where there is a recording of it, ${command} brings that back, and sets aside what is damaged.`;
  }
  return `What can be read of it is saved by ${commandText(run, `export ${name} FILE --skip-damaged`)}, which says what it leaves out.`;
}
