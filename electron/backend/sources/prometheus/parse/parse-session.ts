/** The worker's side of one answer: collects the body, parses it, and hands out the parts one by one as they are asked for. */
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { TaskHandler, TaskLink } from '../../../base/worker-tasks.ts';
import { boundedTexts } from '../bounded-texts.ts';
import { type Answer, readAnswer } from './answer-reader.ts';
import { type BodyCollector, createBodyCollector } from './body-collector.ts';
import { readExemplarAnswer } from './exemplar-reader.ts';
import { tooLarge } from './parse-errors.ts';
import { type FromParser, slotBytes, type ToParser } from './parse-protocol.ts';
import { type AnswerPart, createPartSplitter, partBytes } from './part-splitter.ts';

type Success = Extract<Answer, { kind: 'success' }>;

interface Parsed {
  readonly answer: Success;
  readonly nextPart: () => AnswerPart | undefined;
}

/** For serveWorkerTasks: one per answer. */
export function openParseSession(link: TaskLink<FromParser>): TaskHandler<ToParser> {
  let body: BodyCollector | undefined;
  let slots = new SharedArrayBuffer(0);
  let parsed: Parsed | undefined;

  const stopIfCancelled = () => {
    if (link.isCancelled()) throw new CancelledError();
  };

  async function finishBody(of: 'query' | 'exemplars'): Promise<void> {
    if (body === undefined) throw new Error('the body ends before it starts');
    const { padded, length } = await body.end();
    body = undefined;
    if (of === 'query') readColumns(padded, length);
    else link.send(readExemplarAnswer(padded, length, stopIfCancelled));
  }

  function readColumns(padded: Uint8Array, length: number): void {
    const start = performance.now();
    const answer = readAnswer(padded, length, stopIfCancelled);
    if (answer.kind === 'refusal') {
      link.send(answer);
      return;
    }
    if ((answer.text?.length ?? 0) > partBytes / 4) throw tooLarge(partBytes / 4);
    const { columns, resultType } = answer;
    parsed = { answer, nextPart: createPartSplitter(columns) };
    const counts = { seriesCount: columns.labels.length, sampleCount: columns.count, bodyBytes: length };
    link.send({ kind: 'head', resultType, ...counts, parseMs: performance.now() - start });
  }

  function sendNext(): void {
    if (parsed === undefined) throw new Error('a part is asked for before the head');
    const part = parsed.nextPart();
    if (part === undefined) {
      const { text, warnings, infos, stats } = parsed.answer;
      link.send({ kind: 'done', text, warnings: boundedTexts(warnings), infos: boundedTexts(infos), stats });
      return;
    }
    const { offsets, timesMs, values } = part.columns;
    link.send({ kind: 'part', ...part }, [offsets.buffer, timesMs.buffer, values.buffer]);
  }

  async function handle(message: ToParser): Promise<void> {
    switch (message.kind) {
      case 'start':
        body = createBodyCollector(message.encoding, message.limitBytes, message.usedBytes);
        slots = message.slots;
        return;
      case 'chunk':
        await body?.add(new Uint8Array(slots, message.slot * slotBytes, message.length).slice());
        link.send({ kind: 'taken', slot: message.slot });
        return;
      case 'end':
        return finishBody(message.of);
      case 'more':
        return sendNext();
    }
  }

  return {
    async receive(message) {
      try {
        await handle(message);
      } catch (error) {
        // A bug goes up and ends the worker; a cancelled task has nobody left to tell.
        if (error instanceof AppError) link.send({ kind: 'failure', error: error.toData() });
        else if (!(error instanceof CancelledError)) throw error;
      }
    },
    dispose() {
      body?.dispose();
      body = undefined;
      parsed = undefined;
    },
  };
}
