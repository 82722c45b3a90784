/** What a history comes to in a line, and below it how exactly it is known: as of when, in which steps, and how much of the time at all. */
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { formatCount, formatFixed } from '../../../../shared/format/number.ts';
import { plainText, shortened } from '../../../../shared/format/plain-text.ts';
import { zoneName } from '../../../../shared/format/time.ts';
import { recordedPart } from '../../../charts/coverage-gaps.ts';
import { HatchMark } from '../../../charts/hatches.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import type { HistoryModel } from './history-model.ts';
import type { ShownHistory } from './shown-history.ts';
import type { HistoryGaps } from './use-history-gaps.ts';

export interface HistoryNotesProps {
  readonly shown: ShownHistory;
  readonly gaps: HistoryGaps;
}

export function HistoryNotes({ shown, gaps }: HistoryNotesProps) {
  const { t, i18n } = useTranslation('alertHistory');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  const { model, first, firedRules, firedAlerts, rules } = shown;
  const { startMs, endMs } = model.found.window;
  const time = (ms: number) => momentText(ms, timeZone);
  const pending = rules.reduce((sum, { rule }) => sum + rule.alerts.length, 0);
  return (
    <div>
      <p className={styles.summary}>
        <span>{t('summary.window', { from: time(startMs), to: time(endMs), zone: zoneName(endMs, timeZone) })}</span>
        <b>
          {firedRules === 0
            ? t('summary.none', { pending: formatCount(pending, locale) })
            : t('summary.fired', {
                count: firedRules,
                rules: formatCount(firedRules, locale),
                alerts: formatCount(firedAlerts, locale),
              })}
        </b>
        {first === undefined ? null : (
          <span>{t('summary.first', { name: shortened(plainText(first.rule.name), 80), time: time(first.atMs) })}</span>
        )}
      </p>
      <p className={styles.resolution}>
        <Resolution model={model} />
        <FromLists model={model} />
        <Covered model={model} gaps={gaps} />
      </p>
      <LeftOut names={model.found.leftOut} />
      <Words words={model.found.warnings} />
    </div>
  );
}

function Resolution({ model: { found, intervalsMs } }: { readonly model: HistoryModel }) {
  const { t } = useTranslation('alertHistory');
  if (found.stepMs !== undefined) return <span>{t('note.steps', { step: formatDuration(found.stepMs) })}</span>;
  if (intervalsMs === undefined) return null;
  const every = formatDuration(Math.round(intervalsMs[0]));
  const most = formatDuration(Math.round(intervalsMs[1]));
  return <span>{every === most ? t('note.exact', { every }) : t('note.exactRange', { every, most })}</span>;
}

/** Which of it is out of lists of alerts, and how exactly that is known. */
function FromLists({ model: { lists } }: { readonly model: HistoryModel }) {
  const { t, i18n } = useTranslation('alertHistory');
  if (lists === undefined) return null;
  const { read, kept, apartMs, leftOut } = lists;
  const locale = i18n.language;
  const n = formatCount(read, locale);
  return (
    <>
      <span>
        {apartMs === undefined
          ? t('note.list')
          : t('note.lists', {
              count: read,
              n,
              apart: formatDuration(Math.max(1000, Math.round(apartMs / 1000) * 1000)),
            })}
      </span>
      {read === kept ? null : <span>{t('note.listsSome', { n, all: formatCount(kept, locale) })}</span>}
      {leftOut === 0 ? null : (
        <span>{t('note.listsLeftOut', { count: leftOut, n: formatCount(leftOut, locale) })}</span>
      )}
    </>
  );
}

function Covered({
  model: { found, gaps: shownGaps },
  gaps,
}: Pick<HistoryNotesProps, 'gaps'> & { readonly model: HistoryModel }) {
  const { t, i18n } = useTranslation('alertHistory');
  const { record } = useAsked();
  if (gaps.isUntold) return record === undefined ? <span>{t('note.upUnknown')}</span> : null;
  if (!gaps.known) return null;
  const share = recordedPart(shownGaps, found.window);
  // What is missing is not rounded away.
  const part = formatFixed(share === 1 ? 100 : Math.min(99.9, share * 100), share === 1 ? 0 : 1, i18n.language);
  return (
    <>
      <span>
        {record === undefined
          ? t('note.up', { part, step: formatDuration(found.downStepMs) })
          : t('note.recorded', { part })}
      </span>
      {shownGaps.length === 0 ? null : (
        <span>
          <HatchMark state={shownGaps[0]?.kind ?? 'notRecorded'} /> {t('note.hatched')}
        </span>
      )}
    </>
  );
}

const mostNames = 5;

function LeftOut({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('alertHistory');
  if (names.length === 0) return null;
  const some = names.slice(0, mostNames).map((name) => shortened(plainText(name), 60));
  const text = [...some, ...(names.length > mostNames ? ['…'] : [])].join(', ');
  return (
    <p className={styles.summary}>
      <StateGlyph kind="degraded" />
      {t('note.leftOut', { count: names.length, names: text })}
    </p>
  );
}

function Words({ words }: { readonly words: readonly string[] }) {
  const { t } = useTranslation('alertHistory');
  if (words.length === 0) return null;
  return (
    <p className={styles.summary}>
      <StateGlyph kind="degraded" />
      {t('note.partial', { words: shortened(plainText(words.join('; ')), 400) })}
    </p>
  );
}
