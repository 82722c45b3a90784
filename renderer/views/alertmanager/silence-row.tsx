/** A silence in the list: matchers, by whom and why; how much of its time is left, on a scale; and when it is open all that is known of it. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatTime } from '../../../shared/format/time.ts';
import type { Silence } from '../../../shared/model/alertmanager.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import { Below } from '../../components/below.tsx';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { Cell, GridRow } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { useSharedNow } from '../../components/shared-now.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { clicked } from './alert-row.tsx';
import type { Reading } from './reading.ts';
import styles from './rows.module.css';
import type { SilenceRow } from './silence-rows.ts';

export interface SilenceViewProps {
  readonly row: SilenceRow;
  readonly frame: RowFrame;
  readonly reading: Reading;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onHeight: (key: string, heightPx: number) => void;
  /** Undefined where nobody can be asked. */
  readonly onEdit: (() => void) | undefined;
  readonly onExpire: (() => void) | undefined;
}

const looks = {
  active: { look: 'holds', glyph: 'ok' },
  pending: { look: 'pending', glyph: 'pending' },
  expired: { look: 'expired', glyph: 'inactive' },
} as const satisfies Readonly<Record<string, { readonly look: string; readonly glyph: GlyphKind }>>;

export function SilenceView({ row, frame, reading, open, onToggle, onHeight, onEdit, onExpire }: SilenceViewProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { silence, matchers, alerts } = row;
  const { look, glyph } = looks[silence.state];
  const by = t('silences.by', { who: plainText(silence.createdBy), comment: plainText(silence.comment) });
  const isOver = silence.state === 'expired';
  return (
    <GridRow frame={frame} level={1} open={open} className={styles.row} onClick={clicked(onToggle)}>
      <div className={styles.silenceLine}>
        <Cell className={styles.state} data-look={look}>
          <StateGlyph kind={glyph} />
          {t(`silences.state.${silence.state}`)}
        </Cell>
        <Cell className={styles.twoLines}>
          <code title={plainText(matchers)}>{plainText(matchers)}</code>
          <span className={styles.second} title={by}>
            {by}
          </span>
        </Cell>
        <TimeLeft silence={silence} />
        <Cell className={styles.number}>{formatCount(alerts, i18n.language)}</Cell>
        <Cell className={styles.buttons}>
          <Button size="small" tabIndex={frame.tabIndex} disabled={onEdit === undefined} onClick={onEdit}>
            {t(isOver ? 'silences.again' : 'silences.edit')}
          </Button>
          {isOver ? null : (
            <Button size="small" tabIndex={frame.tabIndex} disabled={onExpire === undefined} onClick={onExpire}>
              {t('silences.expire')}
            </Button>
          )}
        </Cell>
      </div>
      {open ? (
        <Below row={silence.id} onHeight={onHeight}>
          <Details silence={silence} matchers={matchers} reading={reading} />
        </Below>
      ) : null}
    </GridRow>
  );
}

const halfDayMs = 43_200_000;

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function TimeLeft({ silence }: { readonly silence: Silence }) {
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  const { state, startsAtMs, endsAtMs } = silence;
  // Of a day or less the clock's time says it.
  const at = (ms: number) =>
    Math.abs(ms - nowMs) < halfDayMs ? formatTime(wholeSecond(ms), timeZone) : formatMoment(ms, timeZone);
  if (state === 'expired') return <Cell className={styles.second}>{t('left.ended', { time: at(endsAtMs) })}</Cell>;
  const isPending = nowMs < startsAtMs;
  const part = isPending ? 1 : Math.max(0, Math.min(1, (endsAtMs - nowMs) / Math.max(1, endsAtMs - startsAtMs)));
  const text = isPending
    ? t('left.begins', { time: formatLength(startsAtMs - nowMs), at: at(startsAtMs) })
    : t('left.ends', { time: formatLength(endsAtMs - nowMs), at: at(endsAtMs) });
  return (
    <Cell className={styles.twoLines}>
      <Scale part={part} />
      <span className={styles.second} title={text}>
        {text}
      </span>
    </Cell>
  );
}

const bars = 12;
/** Every second one. */
const filledBars = Array.from({ length: bars / 2 }, (_, i) => `${(200 * i) / bars}%`);

/** What is left of it stands at the right, as the time that is to come does on every axis; one bar is a twelfth. */
function Scale({ part }: { readonly part: number }) {
  return (
    <svg className={styles.scale} width="100%" height="7" aria-hidden="true">
      {filledBars.map((x) => (
        <rect key={x} className={styles.scaleBar} x={x} y="0" width={`${100 / bars}%`} height="7" />
      ))}
      <rect className={styles.scaleEmpty} x="0" y="0" width={`${(1 - part) * 100}%`} height="7" />
      <rect className={styles.scaleFrame} x="0" y="0.5" width="100%" height="6" />
    </svg>
  );
}

/** More are in the list of alerts. */
const mostAlerts = 8;

function Details({
  silence,
  matchers,
  reading,
}: {
  readonly silence: Silence;
  readonly matchers: string;
  readonly reading: Reading;
}) {
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const silenced = [...reading.alerts.values()].filter(({ silencedBy }) => silencedBy.includes(silence.id));
  const time = (ms: number) => formatMoment(ms, timeZone);
  return (
    <section className={styles.details} aria-label={t('silences.details')}>
      <div>
        <dl className={classes(styles.pairs, styles.facts)}>
          {[
            [t('silences.field.matchers'), matchers],
            [t('silences.field.comment'), silence.comment],
            [t('silences.field.createdBy'), silence.createdBy],
            [t('silences.field.starts'), time(silence.startsAtMs)],
            [t('silences.field.ends'), time(silence.endsAtMs)],
            [t('silences.field.updated'), silence.updatedAtMs === undefined ? '' : time(silence.updatedAtMs)],
            [t('silences.field.id'), silence.id],
          ].map(([label = '', value = '']) => (
            <div key={label} className={classes(styles.pair, styles.facts)}>
              <dt>{label}</dt>
              <dd>{plainText(value)}</dd>
            </div>
          ))}
        </dl>
        <CopyButton text={matchers} label={t('silences.copy')} />
      </div>
      <div className={styles.side}>
        <h4 className={styles.pairsTitle}>{t('silences.silenced', { count: silenced.length })}</h4>
        <ul className={styles.quiet}>
          {silenced.slice(0, mostAlerts).map(({ fingerprint, labels }) => (
            <li key={fingerprint}>{plainText(labelValue(labels, 'alertname') ?? fingerprint)}</li>
          ))}
        </ul>
        {silenced.length > mostAlerts ? (
          <p className={styles.faint}>{t('silences.more', { count: silenced.length - mostAlerts })}</p>
        ) : null}
      </div>
    </section>
  );
}
