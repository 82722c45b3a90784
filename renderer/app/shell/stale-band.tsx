/** Over a view whose connection has gone: what happened, and until when what is shown was read. */
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../shared/format/time.ts';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNow } from '../../components/use-now.ts';
import type { Connection } from '../../state/connections-store.ts';
import { navigateFrom } from '../../state/from-record.ts';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import { useLastSeenText } from '../record/last-seen-text.ts';
import { secondsLeft } from '../state-text.ts';

export interface StaleBandProps {
  /** There is one, and it can be looked at meanwhile. */
  readonly record: ReadableRecord | undefined;
  readonly connection: Connection;
  /** What is shown is asked at an address of its own: it is not old. */
  readonly beside: boolean;
}

export function StaleBand({ connection, record, beside }: StaleBandProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const { told: state, lastLive } = connection;
  const nowMs = useNow(state.kind === 'backingOff');
  const read = beside
    ? t('band.beside')
    : t('band.shown', { time: formatTime(lastLive?.atMs ?? Number.NaN, timeZone) });
  const { t: ofRecord } = useTranslation('record');
  const lastSeen = useLastSeenText();
  const shown =
    record === undefined ? read : `${read} ${ofRecord('band.hasRecord', { time: lastSeen.short(record.lastMs) })}`;
  const actions =
    record === undefined ? undefined : (
      <Button size="small" onClick={() => navigateFrom('record')}>
        {ofRecord('band.look')}
      </Button>
    );
  switch (state.kind) {
    case 'backingOff': {
      const leftMs = state.untilMs - nowMs;
      const again = leftMs <= 0 ? t('backingOff.now') : t('backingOff.again', { time: secondsLeft(leftMs) });
      return (
        <Band tone="warn" glyph="backingOff" title={errorText(state.why).verdict} actions={actions}>
          {again} {shown}
        </Band>
      );
    }
    case 'stopped': {
      const { verdict, advice } = errorText(state.why);
      return (
        <Band tone="bad" glyph="stopped" title={verdict} actions={actions}>
          {advice} {shown}
        </Band>
      );
    }
    case 'authenticating':
    case 'discovering':
      return (
        <Band tone="plain" glyph="turning" title={t('band.connecting')} actions={actions}>
          {shown}
        </Band>
      );
    default:
      return (
        <Band tone="plain" glyph="idle" title={t('band.idle')} actions={actions}>
          {shown}
        </Band>
      );
  }
}
