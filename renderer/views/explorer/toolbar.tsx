/** The window of all panels, how often they ask again, and the zone of the times. */
import { useTranslation } from 'react-i18next';
import { formatDuration, formatSpan } from '../../../shared/format/duration.ts';
import { zoneName } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceMenu } from '../../components/menu.tsx';
import { RefreshButton } from '../../components/refresh-button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { addPanel, refreshChoices } from './explorer-state.ts';
import {
  presetOf,
  presetsOf,
  type RangePreset,
  rangePresets,
  shift,
  spanOf,
  type TimeWindow,
  zoomOut,
} from './time-window.ts';
import styles from './toolbar.module.css';
import type { Explorer } from './use-explorer.ts';
import { WindowPicker } from './window-picker.tsx';
import { windowText } from './window-text.ts';

export interface ToolbarProps {
  readonly explorer: Explorer;
  readonly onAdded: () => void;
  readonly onMetrics: () => void;
  readonly onQueries: () => void;
  /** The end of time is when it was seen last, and nothing renews itself. */
  readonly isRecord: boolean;
}

export function Toolbar({ explorer, onAdded, onMetrics, onQueries, isRecord }: ToolbarProps) {
  const { state, clock, change, zoom, now, reach } = explorer;
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { window: shown } = state;
  const move = (next: TimeWindow) => change((before) => ({ ...before, window: next }));
  const add = () => {
    change(addPanel);
    onAdded();
  };
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <RangeChoice window={shown} isRecord={isRecord} onChange={move} />
      <span className={styles.wide}>
        <WindowPicker
          window={shown}
          nowMs={clock.nowMs}
          now={now}
          text={t('window', { ...windowText(spanOf(shown, clock.nowMs), Date.now(), timeZone, i18n.language) })}
          onChange={move}
        />
      </span>
      {/* From the record, the timeline over it has the way back. */}
      {shown.endMs === undefined || isRecord ? null : (
        <Button onClick={() => move({ ...shown, endMs: undefined })}>{t('toolbar.now')}</Button>
      )}
      <Button aria-label={t('toolbar.back')} className={styles.arrow} onClick={() => move(shift(shown, -1, reach()))}>
        ‹
      </Button>
      <Button
        aria-label={t('toolbar.forward')}
        className={styles.arrow}
        disabled={shift(shown, 1, reach()).endMs === shown.endMs}
        onClick={() => move(shift(shown, 1, reach()))}
      >
        ›
      </Button>
      <Button onClick={() => zoom(zoomOut(shown, reach()))}>{t('toolbar.zoomOut')}</Button>
      <span className={styles.space} />
      <Button look="quiet" onClick={onMetrics}>
        {t('toolbar.metrics')}
      </Button>
      <Button look="quiet" onClick={onQueries}>
        {t('toolbar.queries')}
      </Button>
      <ZoneButton nowMs={clock.nowMs} />
      {isRecord ? null : <Refresh explorer={explorer} />}
      <Button onClick={add}>{t('addPanel')}</Button>
    </div>
  );
}

/** All of them side by side; one button with a menu where there is no room. */
function RangeChoice({
  window: shown,
  isRecord,
  onChange,
}: {
  readonly window: TimeWindow;
  readonly isRecord: boolean;
  readonly onChange: (next: TimeWindow) => void;
}) {
  const { t } = useTranslation('explorer');
  const options = presetsOf(isRecord).map((value) => ({ value, label: value }));
  const preset = presetOf(shown.rangeMs);
  const choose = (name: RangePreset) => onChange({ ...shown, rangeMs: rangePresets[name] });
  return (
    <>
      <div className={styles.wide}>
        <Segmented label={t('toolbar.range')} options={options} value={preset} onChange={choose} />
      </div>
      <div className={styles.narrow}>
        <ChoiceMenu
          label={t('toolbar.rangeNamed', { range: formatDuration(shown.rangeMs) })}
          button={formatDuration(shown.rangeMs)}
          choices={options}
          value={preset ?? '1h'}
          onChange={choose}
        />
      </div>
    </>
  );
}

function ZoneButton({ nowMs }: { readonly nowMs: number }) {
  const { t } = useTranslation('explorer');
  const choose = useChooseSettings();
  const { timeZone } = useSettings();
  const other = timeZone === 'utc' ? 'local' : 'utc';
  const toggle = () => void choose({ timeZone: other });
  const zone = zoneName(nowMs, timeZone);
  // A machine on UTC has nothing to switch.
  if (zone === zoneName(nowMs, other)) return null;
  return (
    <span className={styles.wide}>
      <Button aria-label={t('toolbar.zone', { zone, other: zoneName(nowMs, other) })} onClick={toggle}>
        {timeZone === 'utc' ? zone : t('toolbar.local')}
      </Button>
    </span>
  );
}

function Refresh({ explorer }: { readonly explorer: Explorer }) {
  const { state, change, refresh } = explorer;
  const { t } = useTranslation('explorer');
  const nameOf = (ms: number) => (ms === 0 ? t('toolbar.off') : formatSpan(ms, { wholeSeconds: true }));
  return (
    <RefreshButton
      text={t('toolbar.refresh')}
      onRefresh={refresh}
      label={t('toolbar.refreshEvery', { time: nameOf(state.refreshMs) })}
      shown={nameOf(state.refreshMs)}
      choices={refreshChoices}
      chosen={state.refreshMs}
      nameOf={nameOf}
      onChoose={(refreshMs) => change((before) => ({ ...before, refreshMs }))}
    />
  );
}
