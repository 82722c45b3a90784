/** At the right of the tabs: of a table the time of evaluation, and what came back in what time; the rest of the timings open below it. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { formatDateTime, formatTime } from '../../../shared/format/time.ts';
import { parseTypedTime } from '../../../shared/format/typed-time.ts';
import type { QueryDone } from '../../../shared/model/query.ts';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useSettings } from '../../state/stores.tsx';
import { type PanelSpec, setPanel } from './explorer-state.ts';
import styles from './panel-readout.module.css';
import type { AnsweredQuery, PanelView } from './panel-view.ts';
import type { Explorer } from './use-explorer.ts';

export interface PanelReadoutProps {
  readonly view: PanelView;
  readonly panel: PanelSpec;
  readonly explorer: Explorer;
  readonly letter: string;
  /** Of the window. */
  readonly endMs: number;
  readonly isRecord: boolean;
}

export function PanelReadout(props: PanelReadoutProps) {
  const { view, panel, letter, isRecord } = props;
  const { t, i18n } = useTranslation('explorer');
  const answers = answersOf(view);
  const count = answers.reduce((sum, { shown }) => sum + shown.answer.columns.labels.length, 0);
  const totalMs = Math.max(0, ...answers.map(({ shown }) => shown.answer.done.totalMs));
  const facts = t(isRecord ? 'readout.recorded' : 'readout.series', {
    count,
    series: formatCount(count, i18n.language),
    time: formatSpan(totalMs),
  });
  if (panel.tab === 'explain') return null;
  return (
    <div className={styles.readout}>
      {panel.tab === 'table' ? <Moment {...props} /> : null}
      {answers.length === 0 ? null : (
        <Popover
          look="quiet"
          size="small"
          position="bottom-end"
          label={t('readout.timings', { letter, facts })}
          button={<span className={styles.facts}>{facts}</span>}
        >
          {() => <Timings answers={answers} />}
        </Popover>
      )}
    </div>
  );
}

function answersOf(view: PanelView): readonly AnsweredQuery[] {
  if (view.kind === 'answer') return view.answers;
  return view.kind === 'empty' ? view.empties : [];
}

function Timings({ answers }: { readonly answers: readonly AnsweredQuery[] }) {
  return (
    <div className={styles.timings}>
      {answers.map(({ letter, shown }) => (
        <Timing
          key={letter}
          letter={answers.length > 1 ? letter : ''}
          done={shown.answer.done}
          samples={shown.answer.columns.values.length}
        />
      ))}
    </div>
  );
}

function Timing({
  letter,
  done,
  samples,
}: {
  readonly letter: string;
  readonly done: QueryDone;
  readonly samples: number;
}) {
  const { t, i18n } = useTranslation('explorer');
  const { totalMs, waitMs, parseMs, bytes, stats } = done;
  const count = (value: number) => formatCount(value, i18n.language);
  const rows: readonly (readonly [string, string])[] = [
    [t('timing.total'), formatSpan(totalMs)],
    [t('timing.wait'), formatSpan(waitMs)],
    ...(stats === undefined ? [] : ([[t('timing.eval'), formatSpan(stats.evalMs)]] as const)),
    [t('timing.parse'), formatSpan(parseMs)],
    [t('timing.bytes'), formatBytes(bytes, { locale: i18n.language })],
    [t('timing.samples'), count(samples)],
    ...(stats === undefined ? [] : ([[t('timing.read'), count(stats.totalSamples)]] as const)),
  ];
  return (
    <dl className={styles.timing}>
      {letter === '' ? null : <dt className={styles.letter}>{letter}</dt>}
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The table's own time, where it is not the window's end. */
function Moment({ panel, explorer, letter, endMs }: PanelReadoutProps) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { momentMs } = panel;
  const choose = (next: number | undefined) =>
    explorer.change((before) => setPanel(before, panel.id, { momentMs: next }));
  const shown = momentMs === undefined ? formatTime(endMs, timeZone) : formatDateTime(momentMs, timeZone);
  return (
    <Popover
      look="quiet"
      size="small"
      position="bottom-end"
      label={t('options.of', { option: `${t('readout.at')} ${shown}`, letter })}
      button={
        <span className={styles.option}>
          {t('readout.at')} <b>{shown}</b>
        </span>
      }
    >
      {(close) => (
        <MomentForm
          momentMs={momentMs ?? endMs}
          own={momentMs !== undefined}
          stepMs={explorer.state.window.rangeMs / 2}
          now={explorer.now}
          onChoose={(next, stay) => {
            choose(next);
            if (!stay) close();
          }}
        />
      )}
    </Popover>
  );
}

interface MomentFormProps {
  readonly momentMs: number;
  readonly own: boolean;
  readonly stepMs: number;
  /** What `now` means when it is typed. */
  readonly now: () => number;
  readonly onChoose: (momentMs: number | undefined, stay: boolean) => void;
}

function MomentForm({ momentMs, own, stepMs, now, onChoose }: MomentFormProps) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const [text, setText] = useState(formatDateTime(momentMs, timeZone));
  const typed = parseTypedTime(text, now(), timeZone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== undefined) onChoose(typed.kind === 'now' ? undefined : typed.timeMs, false);
  };
  const step = (direction: -1 | 1) => {
    const next = Math.round(momentMs + direction * stepMs);
    setText(formatDateTime(next, timeZone));
    onChoose(next, true);
  };
  return (
    <form className={styles.moment} onSubmit={submit}>
      <label>
        {t('moment.label')}
        <input
          type="text"
          value={text}
          aria-invalid={typed === undefined}
          maxLength={60}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={styles.buttons}>
        <Button size="small" aria-label={t('toolbar.back')} onClick={() => step(-1)}>
          ‹
        </Button>
        <Button size="small" aria-label={t('toolbar.forward')} onClick={() => step(1)}>
          ›
        </Button>
        <Button size="small" type="submit" look="primary" disabled={typed === undefined}>
          {t('picker.apply')}
        </Button>
        {own ? (
          <Button size="small" onClick={() => onChoose(undefined, false)}>
            {t('moment.end')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
