/** Over data that is not the latest: as of when it is, why, and what can be done. The data itself stays. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatTime } from '../../../shared/format/time.ts';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient, useLinkState } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { Popover } from '../../components/popover.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import { useElapsed } from '../../components/use-elapsed.ts';
import { useNow } from '../../components/use-now.ts';
import { useConnection, useSettings } from '../../state/stores.tsx';
import type { PanelTab } from './explorer-state.ts';
import { formatSeconds } from './format-seconds.ts';
import type { PanelView } from './panel-view.ts';
import { isRenewal, type Problem, type Running } from './query-state.ts';
import styles from './renewal-chip.module.css';

type AnswerView = Extract<PanelView, { kind: 'answer' }>;

interface RenewalChipProps {
  readonly view: AnswerView;
  readonly tab: PanelTab;
  readonly context: ContextId;
  readonly live: boolean;
  /** What is shown is to be what is so now. */
  readonly followsNow: boolean;
  readonly onCancel: () => void;
  /** Asks again, up to now. */
  readonly onRetry: () => void;
}

export function RenewalChip({ view, tab, context, live, followsNow, onCancel, onRetry }: RenewalChipProps) {
  const { running, problem, answers } = view;
  const receivedAtMs = Math.min(...answers.map(({ shown }) => shown.receivedAtMs));
  if (running !== undefined) {
    const renews = answers.every(({ shown }) => isRenewal(shown.question, running.question));
    return <Renewing running={running} tab={tab} renews={renews} receivedAtMs={receivedAtMs} onCancel={onCancel} />;
  }
  if (!live && followsNow) return <Away context={context} tab={tab} receivedAtMs={receivedAtMs} />;
  if (problem === undefined) return null;
  return <NotRenewed problem={problem} tab={tab} receivedAtMs={receivedAtMs} onRetry={live ? onRetry : undefined} />;
}

interface RenewingProps {
  readonly running: Running;
  readonly tab: PanelTab;
  /** The same again; else another window, which is not there yet. */
  readonly renews: boolean;
  readonly receivedAtMs: number;
  readonly onCancel: () => void;
}

function Renewing({ running, tab, renews, receivedAtMs, onCancel }: RenewingProps) {
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const elapsed = formatSeconds(useElapsed(running.startedAtMs), i18n.language);
  const time = formatTime(receivedAtMs, timeZone);
  return (
    <>
      <div className={styles.progress} data-over={tab}>
        <NeatlineProgress label={t('loading.label')} part={partOf(running)} />
      </div>
      <div className={styles.chip} data-over={tab}>
        {renews ? t('renewal.running', { time, elapsed }) : t('renewal.other', { elapsed })}
        <Button size="small" onClick={onCancel}>
          {t('panel.cancel')}
        </Button>
      </div>
    </>
  );
}

/** Of a range that is asked for in slices. */
function partOf({ progress }: Running): number | undefined {
  const slices = progress?.slices;
  return slices === undefined ? undefined : slices.done / slices.of;
}

/** "As of 11:31:53, 20 s ago." */
function Age({ receivedAtMs }: { readonly receivedAtMs: number }) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const age = formatSpan(Math.max(0, useNow() - receivedAtMs), { wholeSeconds: true });
  return <span>{t('renewal.age', { time: formatTime(receivedAtMs, timeZone), age })}</span>;
}

interface NotRenewedProps {
  readonly problem: Problem;
  readonly tab: PanelTab;
  readonly receivedAtMs: number;
  readonly onRetry: (() => void) | undefined;
}

function NotRenewed({ problem, tab, receivedAtMs, onRetry }: NotRenewedProps) {
  const { t } = useTranslation('explorer');
  const errorText = useErrorText();
  const isCancelled = problem.kind === 'cancelled';
  return (
    <div className={styles.chip} data-over={tab} data-lasting>
      <StateGlyph kind={isCancelled ? 'skipped' : 'bad'} />
      <Age receivedAtMs={receivedAtMs} />
      <span role="status">
        {isCancelled ? t('renewal.cancelled') : t('renewal.failed', { reason: errorText(problem.error).short })}
      </span>
      {isCancelled ? null : <Why error={problem.error} />}
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {t('renewal.now')}
        </Button>
      )}
    </div>
  );
}

/** Whole, with the server's own words. */
function Why({ error }: { readonly error: AppErrorData }) {
  const { t } = useTranslation('explorer');
  return (
    <Popover look="quiet" size="small" button={t('renewal.why')}>
      {() => (
        <div className={styles.why}>
          <ErrorPanel error={error} />
        </div>
      )}
    </Popover>
  );
}

interface AwayProps {
  readonly context: ContextId;
  readonly tab: PanelTab;
  readonly receivedAtMs: number;
}

/** The source went away while one looks. That it did is said aloud by the frame. */
function Away({ context, tab, receivedAtMs }: AwayProps) {
  const { t } = useTranslation('explorer');
  const client = useClient();
  const errorText = useErrorText();
  const { told: state } = useConnection(context);
  const isUnheard = useLinkState().kind !== 'open';
  const nowMs = useNow();
  const retry = state.kind === 'backingOff' && !isUnheard ? Math.max(0, state.untilMs - nowMs) : undefined;
  const texts: Readonly<Record<ConnectionState['kind'], string>> = {
    ...{ idle: t('away.idle'), connected: t('away.connecting'), degraded: t('away.connecting') },
    ...{ authenticating: t('away.connecting'), discovering: t('away.connecting') },
    backingOff: retry
      ? t('away.backingOff', { left: formatSpan(Math.ceil(retry / 1000) * 1000, { wholeSeconds: true }) })
      : t('away.connecting'),
    stopped: state.kind === 'stopped' ? t('away.stopped', { reason: errorText(state.why).short }) : '',
  };
  return (
    <div className={styles.chip} data-over={tab} data-lasting>
      <StateGlyph kind={isUnheard ? 'idle' : glyphs[state.kind]} />
      <Age receivedAtMs={receivedAtMs} />
      <span>{isUnheard ? t('away.unheard') : texts[state.kind]}</span>
      {retry === undefined ? null : (
        <Button size="small" onClick={() => void failureOf(client.connections.connect({ context }))}>
          {t('renewal.now')}
        </Button>
      )}
    </div>
  );
}

const glyphs: Readonly<Record<ConnectionState['kind'], GlyphKind>> = {
  ...{ idle: 'idle', connected: 'turning', degraded: 'turning', authenticating: 'turning', discovering: 'turning' },
  ...{ backingOff: 'backingOff', stopped: 'stopped' },
};
