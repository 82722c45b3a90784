/** `npm run history -- verify`: reads all of a source or of a file, and says what is wrong and where. */
import { createReadStream, statSync } from 'node:fs';
import { AppError } from '../../../shared/base/errors.ts';
import { checkOpenMetrics } from '../../backend/history/transfer/import-open-metrics.ts';
import { readRecording } from '../../backend/history/transfer/read-recording.ts';
import { verifySource } from '../../backend/history/transfer/verify-source.ts';
import type { HistoryOptions } from './options.ts';
import { descriptionOf, findSource, type HistoryRun, sourceNames } from './run.ts';
import { countText, sizeText } from './terminal.ts';
import { upkeepLines } from './upkeep-lines.ts';

type VerifyOptions = Extract<HistoryOptions, { readonly command: 'verify' }>;

/** @returns the exit code: 1 where something is wrong @throws CancelledError; OptionsError; what the system says of the file */
export async function verifyHistory(options: VerifyOptions, run: HistoryRun): Promise<number> {
  const { what, openMetrics } = options;
  const isSource = !openMetrics && sourceNames(run.dataDir).includes(what);
  const isFile = !isSource && statSync(what, { throwIfNoEntry: false })?.isFile() === true;
  return isFile || openMetrics ? verifyFile(options, run) : verifyOne(what, run);
}

async function verifyFile({ what, openMetrics }: VerifyOptions, { signal, terminal }: HistoryRun): Promise<number> {
  const ofBytes = statSync(what).size;
  const onProgress = ({ bytes }: { readonly bytes: number }) =>
    terminal.progress(`${sizeText(bytes)} of ${sizeText(ofBytes)}`);
  try {
    const samples = openMetrics
      ? (await checkOpenMetrics(createReadStream(what), { signal, onProgress })).samples.added
      : await samplesIn(readRecording(createReadStream(what), { signal, onProgress }));
    terminal.line(`${what}: nothing is wrong; ${countText(samples)} samples.`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    terminal.line(`${what}: ${error.message}`);
    return 1;
  }
}

async function samplesIn(items: ReturnType<typeof readRecording>): Promise<number> {
  let samples = 0;
  for await (const item of items) if (item.kind === 'end') samples = item.counts.samples;
  return samples;
}

async function verifyOne(source: string, { dataDir, signal, terminal }: HistoryRun): Promise<number> {
  const { name, files } = findSource(dataDir, source);
  const { findings, findingCount, checked } = await verifySource(files, {
    signal,
    onProgress: ({ series, chunks, headRows }) =>
      terminal.progress(`${countText(series)} series, ${countText(chunks)} chunks, ${countText(headRows)} head rows`),
  });
  for (const { where, what } of findings) terminal.line(`${where}: ${what}`);
  if (findingCount > findings.length) terminal.line(`… and ${countText(findingCount - findings.length)} more.`);
  const { series, chunks, samples, headRows } = checked;
  const looked = `${countText(series)} series, ${countText(chunks)} chunks with ${countText(samples)} samples, ${countText(headRows)} rows of the head`;
  terminal.line(
    `${name}: ${findingCount === 0 ? 'nothing is wrong' : `${countText(findingCount)} things are wrong`}; ${looked}.`,
  );
  // What is not done yet is nothing wrong with what is there.
  const described = descriptionOf(files);
  if (!(described instanceof AppError)) for (const line of upkeepLines(described.upkeep)) terminal.line(line);
  return findingCount === 0 ? 0 : 1;
}
