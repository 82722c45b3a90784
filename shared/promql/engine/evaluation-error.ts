/** Why a query could not be evaluated; Prometheus's words where it has some. What is wrong with the text itself is a PromqlError. */

export type EvaluationFailure =
  /** The data does not fit the expression. */
  | 'execution'
  | 'cancelled'
  | 'timeout'
  /** It would need more memory, or more samples, than it may have. */
  | 'budget';

export class EvaluationError extends Error {
  readonly kind: EvaluationFailure;

  constructor(kind: EvaluationFailure, message: string) {
    super(message);
    this.name = 'EvaluationError';
    this.kind = kind;
  }
}

export function failExecution(message: string): never {
  throw new EvaluationError('execution', message);
}
