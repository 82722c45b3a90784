/** What can be taken out of a panel: its answers as CSV and JSON and, of a graph, a picture. */
import type { TFunction } from 'i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { csvFile, jsonFile, saveFile } from '../../../components/save-file.ts';
import { inSlices, type Work } from '../../../components/slices.ts';
import { copyBlob } from '../result/clipboard.ts';
import type { ResultPart } from '../result/result-part.ts';
import { apiJson } from './api-json.ts';
import { longCsv, wideCsv } from './csv.ts';
import { type ExportedPart, exportedParts, seriesCount } from './exported-series.ts';
import { fileName } from './file-name.ts';

export interface ExportAction {
  readonly label: string;
  readonly run: () => void;
  readonly apart?: boolean;
}

export interface ExportInput {
  readonly parts: readonly ResultPart[];
  /** Names the files, and the picture. */
  readonly title: string;
  /** Undefined where no graph is shown; it gives undefined where nothing is drawn. */
  readonly picture: (() => Promise<Blob> | undefined) | undefined;
  /** The series that are visible in the graph, as indices into those of all parts; undefined: all of them. */
  readonly visible: () => readonly number[] | undefined;
  readonly language: string;
  readonly t: TFunction<['explorer', 'result']>;
  /** Says, politely, what is going on. */
  readonly say: (text: string) => void;
}

type Chunks = readonly string[];

export function exportActions(input: ExportInput): readonly ExportAction[] {
  const { parts, t } = input;
  const isGraph = input.picture !== undefined;
  return [
    { label: t('result:export.csv'), run: () => void writeCsv(input, longCsv), apart: true },
    ...(isGraph ? [{ label: t('result:export.wide'), run: () => void writeCsv(input, wideCsv) }] : []),
    ...parts.map(({ letter }, index) => ({
      label: parts.length > 1 ? t('result:export.jsonOf', { letter }) : t('result:export.json'),
      run: () => void writeJson(input, index),
    })),
    ...(isGraph ? pictureActions(input) : []),
  ];
}

function writeCsv(input: ExportInput, work: (parts: readonly ExportedPart[]) => Work<Chunks>): Promise<void> {
  const parts = exportedParts(input.parts, input.visible());
  return write(input, parts, { work: work(parts), file: csvFile, extension: 'csv' });
}

/** The API's shape holds one answer: each expression has a file of its own. */
async function writeJson(input: ExportInput, index: number): Promise<void> {
  const part = exportedParts(input.parts, input.visible())[index];
  if (part === undefined) return;
  const title = input.parts.length > 1 ? `${input.title} ${part.letter}` : input.title;
  await write({ ...input, title }, [part], { work: apiJson(part), file: jsonFile, extension: 'json' });
}

interface Writing {
  readonly work: Work<Chunks>;
  readonly file: (chunks: Chunks) => Blob;
  readonly extension: string;
}

async function write(input: ExportInput, parts: readonly ExportedPart[], { work, file, extension }: Writing) {
  const { t, say } = input;
  await telling(input, async () => {
    const chunks = await inSlices(work, { onProgress: progressIn(input) });
    const name = fileName(input.title, parts, extension);
    saveFile(name, file(chunks));
    const [count, all] = [seriesCount(parts), parts.reduce((sum, { answer }) => sum + answer.columns.labels.length, 0)];
    const words = { count, file: name, series: formatCount(count, input.language) };
    if (all === 0) say(t('result:export.fileReady', words));
    else
      say(
        count === all
          ? t('result:export.ready', words)
          : t('result:export.visible', { ...words, all: formatCount(all, input.language) }),
      );
  });
}

/** What is quick is not reported, and what is slow not too often: it is read aloud. */
const reportedEachMs = 1000;

function progressIn({ t, say }: ExportInput): (share: number) => void {
  let reportedMs = performance.now();
  return (share) => {
    const nowMs = performance.now();
    if (nowMs - reportedMs < reportedEachMs) return;
    reportedMs = nowMs;
    say(t('result:export.working', { percent: Math.floor(100 * share) }));
  };
}

function pictureActions(input: ExportInput): readonly ExportAction[] {
  const { title, t, say } = input;
  const make = () => input.picture?.() ?? Promise.reject(new Error(t('result:export.notDrawn')));
  const save = () =>
    telling(input, async () => {
      const name = fileName(title, exportedParts(input.parts, input.visible()), 'png');
      saveFile(name, await make());
      say(t('result:export.fileReady', { file: name }));
    });
  const copy = () =>
    copyBlob('image/png', make()).then(
      () => say(t('result:export.pictureCopied')),
      () => say(t('result:export.notCopied')),
    );
  return [
    { label: t('result:export.picture'), run: () => void save() },
    { label: t('result:export.copyPicture'), run: () => void copy() },
  ];
}

/** What was asked for and did not come is said: a file may be larger than the page has room for. */
async function telling({ t, say }: ExportInput, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(t('result:export.failed', { reason: error instanceof Error ? error.message : String(error) }));
  }
}
