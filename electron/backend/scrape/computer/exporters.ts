/** The exporters that were typed, in the settings; and a look at one before it is relied on. Scrapes nothing by itself. */
import { randomBytes } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { AppError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { acceptHeader, formatFor } from '../../../../shared/exposition/content-type.ts';
import type { ExpositionFormat } from '../../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../../shared/exposition/parser-for.ts';
import type { Exporter, ExporterDraft, ExporterId, ExporterTest } from '../../../../shared/model/exporter.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { OpenHttpPool } from '../../network/network.ts';
import type { SettingsService } from '../../settings/settings-service.ts';
import { withoutSecrets } from '../targets/secret-name.ts';
import { newExporterUrl } from './exporter-url.ts';

export interface Exporters {
  /** @throws AppError exporter.badUrl; exporter.duplicate where another has the same URL */
  save(draft: ExporterDraft): ExporterId;
  remove(id: ExporterId): void;
  /** @throws AppError exporter.badUrl, exporter.failed, exporter.badAnswer; CancelledError */
  test(url: string, signal: AbortSignal): Promise<ExporterTest>;
}

const testTimeoutMs = 10_000;

/** So much of an answer is read, on the main thread: some 20 ms. */
const mostTestBytes = 512 * 1024;

export function createExporters(settings: Pick<SettingsService, 'change'>, openHttp: OpenHttpPool): Exporters {
  return {
    save({ id = randomBytes(9).toString('base64url') as ExporterId, name, url, intervalMs }) {
      const exporter: Exporter = {
        ...{ id, name: name.trim(), url: newExporterUrl(url).href },
        ...(intervalMs === undefined ? {} : { intervalMs }),
      };
      settings.change((current) => {
        refuseDuplicate(exporter, current.exporters);
        const at = current.exporters.findIndex((one) => one.id === id);
        const exporters = at < 0 ? [...current.exporters, exporter] : current.exporters.with(at, exporter);
        return { ...current, exporters };
      });
      return id;
    },
    remove: (id) =>
      settings.change((current) => ({ ...current, exporters: current.exporters.filter((one) => one.id !== id) })),
    async test(typed, signal) {
      const url = newExporterUrl(typed);
      const pool = openHttp({ url });
      const late = () => failed(url, `it did not answer within ${testTimeoutMs / 1000} s`);
      try {
        return await withDeadline(signal, testTimeoutMs, late, (limited) => testAt(url, pool.requester, limited));
      } catch (error) {
        if (isCancellation(error) || (error instanceof AppError && error.code.startsWith('exporter.'))) throw error;
        // A connection's own words name the place, which stands before them already.
        const reason = error instanceof AppError ? String(error.details.reason ?? error.message) : errorText(error);
        throw failed(url, reason);
      } finally {
        await pool.close();
      }
    },
  };
}

/** Two targets of one URL would be told apart by their names only, and all of it be counted twice. @throws AppError exporter.duplicate */
function refuseDuplicate({ id, url }: Exporter, exporters: readonly Exporter[]): void {
  const same = exporters.find((one) => one.id !== id && URL.parse(one.url)?.href === url);
  if (same === undefined) return;
  const shown = withoutSecrets(url);
  const name = same.name === '' ? new URL(url).host : same.name;
  throw new AppError('exporter.duplicate', `${shown} is scraped already, as ${name}.`, {
    details: { url: shown, name },
  });
}

async function testAt(
  url: URL,
  requester: ReturnType<OpenHttpPool>['requester'],
  signal: AbortSignal,
): Promise<ExporterTest> {
  const startedMs = performance.now();
  const answer = await requester.request({
    ...{ origin: url.origin, path: url.pathname + url.search, method: 'GET', signal },
    headers: { accept: acceptHeader({ dialect: '3' }) },
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw failed(url, `it answered HTTP ${answer.statusCode}`);
  }
  const { bytes, isWhole } = await readBody(answer.body);
  const header = answer.headers['content-type'];
  const series = countSeries(url, typeof header === 'string' ? header : '', bytes, isWhole);
  return { series, isWhole, bytes: bytes.length, answerMs: performance.now() - startedMs };
}

async function readBody(body: Dispatcher.ResponseData['body']) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= mostTestBytes) continue;
    // Leaving the loop ends the answer, and its socket.
    break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostTestBytes), isWhole: size <= mostTestBytes };
}

/** @throws AppError exporter.badAnswer */
function countSeries(url: URL, contentType: string, bytes: Buffer, isWhole: boolean): number {
  try {
    const { format } = formatFor(contentType, '3');
    const parser = parserFor(format, { cache: new LineCache(), dialect: '3' });
    return parser.parse(isWhole ? bytes : wholeLines(bytes, format)).count;
  } catch (error) {
    const reason = errorText(error);
    const place = error instanceof ExpositionError ? { line: error.line, column: error.column } : {};
    const shown = withoutSecrets(url.href);
    const message = `What ${shown} answers cannot be scraped: ${reason}.`;
    throw new AppError('exporter.badAnswer', message, { details: { url: shown, reason, ...place } });
  }
}

/** The begin of a long answer, as an answer of its own. */
function wholeLines(bytes: Buffer, format: ExpositionFormat): Buffer {
  const lines = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  return format === 'open-metrics' ? Buffer.concat([lines, Buffer.from('# EOF\n')]) : lines;
}

function failed(url: URL, reason: string): AppError {
  const shown = withoutSecrets(url.href);
  return new AppError('exporter.failed', `${shown} cannot be scraped: ${reason}.`, {
    details: { url: shown, reason },
    retryable: true,
  });
}
