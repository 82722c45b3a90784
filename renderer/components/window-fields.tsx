/** From when to when, as it is typed: `2026-11-22 10:30`, `10:30`, `now-3h`. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, type TimeZone } from '../../shared/format/time.ts';
import { parseTypedTime } from '../../shared/format/typed-time.ts';
import { TextField } from './text-field.tsx';
import styles from './window-fields.module.css';

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

export interface TypedWindow {
  readonly from: string;
  readonly to: string;
}

/** Whole seconds that hold all of the window. */
function written({ startMs, endMs }: Window, zone: TimeZone): TypedWindow {
  const second = (ms: number) => formatDateTime(ms, zone);
  return { from: second(Math.floor(startMs / 1000) * 1000), to: second(Math.ceil(endMs / 1000) * 1000) };
}

/** @param whole what stands there first. @returns undefined where what is typed is no window */
export function useTypedWindow(whole: Window, timeZone: TimeZone) {
  const [typed, setTyped] = useState(() => written(whole, timeZone));
  const nowMs = Date.now();
  const read = (text: string): number | undefined => {
    const time = parseTypedTime(text, nowMs, timeZone);
    return time?.kind === 'now' ? nowMs : time?.timeMs;
  };
  const [startMs, endMs] = [read(typed.from), read(typed.to)];
  const isWindow = startMs !== undefined && endMs !== undefined && startMs >= 0 && startMs < endMs;
  const window: Window | undefined = isWindow ? { startMs: Math.floor(startMs), endMs: Math.ceil(endMs) } : undefined;
  return { typed, setTyped, window, badFrom: startMs === undefined, badTo: endMs === undefined };
}

type WindowFieldsProps = ReturnType<typeof useTypedWindow>;

export function WindowFields({ typed, setTyped, window, badFrom, badTo }: WindowFieldsProps) {
  const { t } = useTranslation('history');
  const wrong = t('window.wrong');
  const order = !badFrom && !badTo && window === undefined ? t('window.order') : undefined;
  return (
    <div className={styles.fields}>
      <TextField
        label={t('window.from')}
        text={typed.from}
        onChange={(from) => setTyped({ ...typed, from })}
        problem={badFrom ? wrong : undefined}
        maxLength={100}
      />
      <TextField
        label={t('window.to')}
        text={typed.to}
        onChange={(to) => setTyped({ ...typed, to })}
        problem={badTo ? wrong : order}
        maxLength={100}
      />
    </div>
  );
}
