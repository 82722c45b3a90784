/** How one way to a candidate stands. */
import { useTranslation } from 'react-i18next';
import type { WayOutcome } from '../../../shared/model/diagnosis.ts';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { plainText } from './plain-text.ts';
import styles from './way-cell.module.css';
import { wayText } from './way-words.ts';

export interface WayCellProps {
  readonly way: WayOutcome;
  readonly inUse: boolean;
}

/** `get pods/portforward`, and as much again in a column that has the room. */
const shortLimit = 24;

export function WayCell({ way, inUse }: WayCellProps) {
  const { t } = useTranslation('discovery');
  const errorText = useErrorText();
  const { glyph, main, under } = wayText({ t, short: (error) => errorText(error).short }, way);
  const spoken = way.kind === 'answered' || way.kind === 'failed' ? t(`way.${way.kind}`) : undefined;
  const prefix = way.kind === 'answered' && way.pathPrefix !== '' ? ` · ${plainText(way.pathPrefix)}` : '';
  const second = inUse ? `${t('candidates.inUse')}${prefix}` : under;
  return (
    <div className={styles.way} data-kind={way.kind}>
      <StateGlyph kind={inUse ? 'live' : glyph} />
      <span className={styles.main}>
        {spoken === undefined ? null : <span className="spoken">{spoken} </span>}
        {main}
      </span>
      {second === '' ? null : (
        <span className={styles.under} data-short={second.length <= shortLimit}>
          {second}
        </span>
      )}
    </div>
  );
}
