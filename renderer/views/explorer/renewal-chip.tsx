/** Over data that is not the latest: as of when it is, and why. The data itself stays. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatTime } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useElapsed } from '../../components/use-elapsed.ts';
import { useNow } from '../../components/use-now.ts';
import { useSettings } from '../../state/stores.tsx';
import type { PanelTab } from './explorer-state.ts';
import { formatSeconds } from './format-seconds.ts';
import type { Problem, QueryView, Running } from './query-state.ts';
import styles from './renewal-chip.module.css';

type AnswerView = Extract<QueryView, { kind: 'answer' }>;

interface RenewalChipProps {
  readonly view: AnswerView;
  readonly tab: PanelTab;
  readonly onCancel: () => void;
}

export function RenewalChip({ view, tab, onCancel }: RenewalChipProps) {
  const { timeZone } = useSettings();
  const { running, problem, shown } = view;
  const time = formatTime(shown.receivedAtMs, timeZone);
  if (running !== undefined) return <Renewing running={running} tab={tab} time={time} onCancel={onCancel} />;
  if (problem !== undefined) return <NotRenewed problem={problem} time={time} receivedAtMs={shown.receivedAtMs} />;
  return null;
}

interface RenewingProps {
  readonly running: Running;
  readonly tab: PanelTab;
  readonly time: string;
  readonly onCancel: () => void;
}

function Renewing({ running, tab, time, onCancel }: RenewingProps) {
  const { t, i18n } = useTranslation('explorer');
  const elapsed = formatSeconds(useElapsed(running.startedAtMs), i18n.language);
  return (
    <>
      <div className={styles.progress} data-over={tab}>
        <NeatlineProgress label={t('loading.label')} />
      </div>
      <div className={styles.chip}>
        {t('renewal.running', { time, elapsed })}
        <Button size="small" onClick={onCancel}>
          {t('panel.cancel')}
        </Button>
      </div>
    </>
  );
}

interface NotRenewedProps {
  readonly problem: Problem;
  readonly time: string;
  readonly receivedAtMs: number;
}

function NotRenewed({ problem, time, receivedAtMs }: NotRenewedProps) {
  const { t } = useTranslation('explorer');
  const errorText = useErrorText();
  const age = formatSpan(useNow() - receivedAtMs, { wholeSeconds: true });
  const text =
    problem.kind === 'cancelled'
      ? t('renewal.cancelled', { time, age })
      : t('renewal.failed', { time, age, reason: errorText(problem.error).short });
  return (
    <p className={styles.chip} role="status">
      <StateGlyph kind={problem.kind === 'cancelled' ? 'skipped' : 'bad'} />
      {text}
    </p>
  );
}
