/** Over a view whose connection has gone: what happened, and until when what is shown was read. */
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../shared/format/time.ts';
import { Band } from '../../components/band.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNow } from '../../components/use-now.ts';
import type { Connection } from '../../state/connections-store.ts';
import { useSettings } from '../../state/stores.tsx';
import { secondsLeft } from '../state-text.ts';

export interface StaleBandProps {
  readonly connection: Connection;
}

export function StaleBand({ connection }: StaleBandProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const { state, lastLive } = connection;
  const nowMs = useNow(state.kind === 'backingOff');
  const shown = t('band.shown', { time: formatTime(lastLive?.atMs ?? Number.NaN, timeZone) });
  switch (state.kind) {
    case 'backingOff': {
      const leftMs = state.untilMs - nowMs;
      const again = leftMs <= 0 ? t('backingOff.now') : t('backingOff.again', { time: secondsLeft(leftMs) });
      return (
        <Band tone="warn" glyph="backingOff" title={errorText(state.why).verdict}>
          {again} {shown}
        </Band>
      );
    }
    case 'stopped': {
      const { verdict, advice } = errorText(state.why);
      return (
        <Band tone="bad" glyph="stopped" title={verdict}>
          {advice} {shown}
        </Band>
      );
    }
    case 'authenticating':
    case 'discovering':
      return (
        <Band tone="plain" glyph="turning" title={t('band.connecting')}>
          {shown}
        </Band>
      );
    default:
      return (
        <Band tone="plain" glyph="idle" title={t('band.idle')}>
          {shown}
        </Band>
      );
  }
}
