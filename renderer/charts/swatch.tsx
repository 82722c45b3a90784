/** The line's colour and dashes beside its name. */
import { useChartTheme } from './chart-theme.ts';
import { colourCount, type Look } from './looks.ts';
import styles from './swatch.module.css';

export interface SwatchProps {
  /** Undefined: one of too many, drawn as a hairline. */
  readonly look: Look | undefined;
  readonly series: number;
  /** The hairline's colour while it is pointed at. */
  readonly highlighted?: boolean;
}

const dashArrays = { solid: undefined, dashed: '6 2', dotted: '2 2' } as const;

export function Swatch({ look, series, highlighted = true }: SwatchProps) {
  const theme = useChartTheme();
  const colour = look?.colour ?? (highlighted ? series % colourCount : undefined);
  return (
    <svg className={styles.swatch} width="14" height="3" aria-hidden="true">
      <line
        x1="0"
        x2="14"
        y1="1.5"
        y2="1.5"
        strokeWidth="3"
        strokeDasharray={dashArrays[look?.dash ?? 'solid']}
        stroke={colour === undefined ? theme.hairline : theme.series[colour]}
      />
    </svg>
  );
}
