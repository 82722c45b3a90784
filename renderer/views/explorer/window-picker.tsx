/** The window by its ends, typed as people type times; what is no time is said beside it, and nothing is lost. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration, parseDuration } from '../../../shared/format/duration.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { parseTypedTime } from '../../../shared/format/typed-time.ts';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useSettings } from '../../state/stores.tsx';
import { longestRangeMs, shortestRangeMs, spanOf, type TimeWindow } from './time-window.ts';
import styles from './window-picker.module.css';

export interface WindowPickerProps {
  readonly window: TimeWindow;
  readonly nowMs: number;
  /** What `now` means when it is typed. */
  readonly now: () => number;
  readonly text: string;
  readonly onChange: (window: TimeWindow) => void;
}

export function WindowPicker({ window: shown, nowMs, now, text, onChange }: WindowPickerProps) {
  const { t } = useTranslation('explorer');
  return (
    <Popover label={t('picker.button', { window: text })} button={text} className={styles.button}>
      {(close) => (
        <PickerForm
          window={shown}
          nowMs={nowMs}
          now={now}
          onChange={(next) => {
            onChange(next);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function PickerForm({ window: shown, nowMs, now, onChange }: Omit<WindowPickerProps, 'text'>) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const span = spanOf(shown, nowMs);
  const [from, setFrom] = useState(
    shown.endMs === undefined ? `now-${formatDuration(shown.rangeMs)}` : formatDateTime(span.startMs, timeZone),
  );
  const [to, setTo] = useState(shown.endMs === undefined ? 'now' : formatDateTime(span.endMs, timeZone));
  const found = windowBetween(from, to, now(), timeZone);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (typeof found !== 'string') onChange(found);
  };
  return (
    <form className={styles.form} onSubmit={apply}>
      <Field label={t('picker.from')} value={from} onChange={setFrom} invalid={found === 'from'} />
      <Field label={t('picker.to')} value={to} onChange={setTo} invalid={found === 'to'} />
      <p className={styles.hint} role="status">
        {typeof found === 'string'
          ? t(`picker.wrong.${found}`)
          : t('picker.range', { range: formatDuration(found.rangeMs) })}
      </p>
      <p className={styles.hint}>{t('picker.hint')}</p>
      <Button type="submit" look="primary" size="small" disabled={typeof found === 'string'}>
        {t('picker.apply')}
      </Button>
      <RangeField onChange={(rangeMs) => onChange({ rangeMs, endMs: shown.endMs })} />
    </form>
  );
}

/** The length alone, with the end as it is. */
function RangeField({ onChange }: { readonly onChange: (rangeMs: number) => void }) {
  const { t } = useTranslation('explorer');
  const [text, setText] = useState('');
  const rangeMs = parseDuration(text.trim());
  const usable = rangeMs !== undefined && rangeMs >= shortestRangeMs && rangeMs <= longestRangeMs;
  return (
    <div className={styles.range}>
      <Field
        label={t('picker.length')}
        value={text}
        onChange={setText}
        invalid={text !== '' && !usable}
        placeholder={t('picker.lengthHint')}
      />
      <Button size="small" disabled={!usable} onClick={() => usable && onChange(rangeMs)}>
        {t('picker.use')}
      </Button>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly invalid: boolean;
  readonly placeholder?: string;
}

function Field({ label, value, onChange, invalid, placeholder }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        aria-invalid={invalid}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        maxLength={60}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** @returns what is wrong: which of the two is no time, or that they stand the wrong way round. */
export function windowBetween(
  from: string,
  to: string,
  nowMs: number,
  zone: 'local' | 'utc',
): TimeWindow | 'from' | 'to' | 'order' {
  const start = parseTypedTime(from, nowMs, zone);
  const end = parseTypedTime(to, nowMs, zone);
  if (start === undefined || start.kind === 'now') return 'from';
  if (end === undefined) return 'to';
  const endMs = end.kind === 'now' ? nowMs : end.timeMs;
  const rangeMs = endMs - start.timeMs;
  if (rangeMs < shortestRangeMs) return 'order';
  return { rangeMs: Math.min(longestRangeMs, Math.round(rangeMs)), endMs: end.kind === 'now' ? undefined : endMs };
}
