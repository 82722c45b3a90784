/** The answer to a range selector, for who stores its samples: runs in the history's writer. */
import type { MatrixReader } from '../../../recorder/append/matrix-series.ts';
import { readAnswer } from './answer-reader.ts';
import { paddingBytes } from './cursor.ts';
import { malformed } from './parse-errors.ts';

export const matrixReader: MatrixReader = {
  paddingBytes,
  read(padded, length) {
    const answer = readAnswer(padded, length);
    if (answer.kind === 'refusal') throw malformed(`it is a refusal: ${answer.error}`, 0);
    if (answer.resultType !== 'matrix') throw malformed(`a ${answer.resultType} in place of samples`, 0);
    return answer;
  },
};
