/** Operators where a native histogram is on a side: what goes together, and what is told where it does not. */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import {
  added,
  type Combined,
  compacted,
  divided,
  equalHistograms,
  scaled,
  subtracted,
} from '../histogram/arithmetic.ts';
import { trimmed } from '../histogram/trim.ts';
import type { Element, Operation } from './element.ts';
import { tellBoundsDiffered, tellHintsCollided } from './histogram-words.ts';

/**
 * At least one side is a histogram.
 * @param keep which side's sample is what a comparison keeps
 * @returns undefined for no sample
 */
export function operateHistograms(
  left: Element,
  right: Element,
  operation: Operation,
  keep: 'left' | 'right',
): Element | undefined {
  if (typeof left !== 'number' && typeof right !== 'number') return between(left, right, operation, keep);
  const { op } = operation;
  if (typeof left !== 'number' && typeof right === 'number') {
    if (op === '*') return compacted(scaled(left, right));
    if (op === '/') return compacted(divided(left, right));
    if (op === '</' || op === '>/') return trimmed(left, right, op === '</' ? 'below' : 'above');
  } else if (typeof left === 'number' && typeof right !== 'number' && op === '*') {
    return compacted(scaled(right, left));
  }
  return refused(left, right, operation);
}

function between(
  left: FloatHistogram,
  right: FloatHistogram,
  operation: Operation,
  keep: 'left' | 'right',
): Element | undefined {
  switch (operation.op) {
    case '+':
      return told(added(left, right), operation, 'addition');
    case '-': {
      const difference = told(subtracted(left, right), operation, 'subtraction');
      return difference === undefined ? undefined : { ...difference, resetHint: 'gauge' };
    }
    case '==':
    case '!=': {
      const holds = equalHistograms(left, right) === (operation.op === '==');
      if (operation.bool) return holds ? 1 : 0;
      return holds ? (keep === 'left' ? left : right) : undefined;
    }
    default:
      return refused(left, right, operation);
  }
}

function told(
  combined: Combined | undefined,
  { op, at, annotations }: Operation,
  what: 'addition' | 'subtraction',
): FloatHistogram | undefined {
  if (combined === undefined) {
    annotations.warn(`incompatible bucket layout encountered for binary operator ${op}`, at);
    return undefined;
  }
  if (combined.hintsCollided) tellHintsCollided({ annotations, at }, what);
  if (combined.boundsDiffered) tellBoundsDiffered({ annotations, at }, what);
  return compacted(combined.histogram);
}

function refused(left: Element, right: Element, { op, at, annotations }: Operation): undefined {
  const words = `incompatible sample types encountered for binary operator "${op}"`;
  annotations.info(`${words}: ${kindOf(left)} ${op} ${kindOf(right)}`, at);
  return undefined;
}

function kindOf(element: Element): 'float' | 'histogram' {
  return typeof element === 'number' ? 'float' : 'histogram';
}
