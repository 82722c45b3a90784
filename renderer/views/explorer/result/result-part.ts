/** What a panel hands to its table and to what is taken out of it: the answer to each of its expressions. */

import type { Answer } from '../../../client/run-query.ts';
import type { AnsweredQuery } from '../panel-view.ts';

export interface ResultPart {
  /** What the expression is called: `A`, `A2`. Said only where there are several parts. */
  readonly letter: string;
  readonly expr: string;
  readonly answer: Answer;
  /** The time that it was asked for; undefined of a range of times. */
  readonly evaluatedMs: number | undefined;
}

export function resultParts(answers: readonly AnsweredQuery[]): readonly ResultPart[] {
  return answers.map(({ letter, query, shown }) => {
    const { request, span } = shown.question;
    const evaluatedMs = request.kind === 'instant' ? (request.timeMs ?? span.endMs) : undefined;
    return { letter, expr: query.expr, answer: shown.answer, evaluatedMs };
  });
}
