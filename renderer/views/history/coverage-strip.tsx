/** What of a window was recorded, in one thin row: bars where it was, a hatch with its reason where it was not. */
import { useId } from 'react';
import { Hatches } from '../../charts/hatches.tsx';
import type { StripPart, StripState } from './coverage-model.ts';
import styles from './coverage-strip.module.css';

export interface CoverageStripProps {
  /** What is seen in it, for who cannot. */
  readonly label: string;
  readonly parts: readonly StripPart[];
  /** It was asked for, and nothing was found: no bar, only its outline. */
  readonly isEmpty?: boolean;
}

const height = 14;

export function CoverageStrip({ label, parts, isEmpty = false }: CoverageStripProps) {
  const id = useId();
  return (
    <svg className={styles.strip} data-empty={isEmpty} role="img" aria-label={label} width="100%" height={height}>
      <Hatches id={id} />
      {parts.map(({ from, to, state }) => (
        <Part key={from} id={id} x={`${from * 100}%`} width={`${(to - from) * 100}%`} state={state} />
      ))}
    </svg>
  );
}

interface PartProps {
  readonly id: string;
  readonly x: string;
  readonly width: string;
  readonly state: StripState;
}

function Part({ id, x, width, state }: PartProps) {
  if (state === 'recorded') return <rect className={styles.recorded} x={x} y="3" width={width} height="8" />;
  return (
    <>
      <rect className={styles.gap} x={x} width={width} height={height} />
      <rect x={x} width={width} height={height} fill={`url(#${id}${state})`} />
    </>
  );
}
