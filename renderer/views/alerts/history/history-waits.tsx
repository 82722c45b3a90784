/** What is waited for, and since when, with what ends the wait; and after that what is missing of what is shown, with the way to ask for it again. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { formatFixed } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { Button } from '../../../components/button.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { useElapsed } from '../../../components/use-elapsed.ts';
import { Waiting } from '../../../components/waiting.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import type { HistoryWindow } from './history-asks.ts';
import type { HistoryRead } from './use-history.ts';
import type { Wait } from './use-known-rules.ts';
import type { WorkedOut, WorkWait } from './use-worked-out.ts';

export interface AskedAgainProps {
  readonly read: HistoryRead;
  readonly window: HistoryWindow;
  readonly refresh: () => void;
}

/** What is asked of whom, and since when. */
export function HistoryWaiting({ read, window }: Pick<AskedAgainProps, 'read' | 'window'>) {
  const { t } = useTranslation('alertHistory');
  const text = useAskedText(window);
  if (read.startedAtMs === undefined) return null;
  return <Waiting sinceMs={read.startedAtMs} label={t('loading.label')} text={text} onCancel={read.cancel} />;
}

/** What was found is there, and what is shown of it is not: its rules, or what was recorded, are still asked for, or there is very much of it. */
export function WorkWaiting({ wait: { what, sinceMs, part, cancel } }: { readonly wait: WorkWait }) {
  const { t } = useTranslation('alertHistory');
  const { name } = useAsked();
  return (
    <Waiting
      {...{ sinceMs, part }}
      label={t('loading.label')}
      text={(time) => t(`loading.${what}`, { name: plainText(name), time })}
      onCancel={cancel}
    />
  );
}

function useAskedText(window: HistoryWindow): (elapsed: string) => string {
  const { t } = useTranslation('alertHistory');
  const { name: asked, record } = useAsked();
  const { timeZone } = useSettings();
  const time = (ms: number) => momentText(ms, timeZone);
  const said = { name: plainText(asked), from: time(window.startMs), to: time(window.endMs) };
  return (elapsed) => t(record === undefined ? 'loading.asking' : 'loading.record', { ...said, time: elapsed });
}

/** Another window is asked for while this one is shown, or was until that was cancelled: in one line, so that nothing moves far. */
export function AskedAgain({ read, window, refresh }: AskedAgainProps) {
  const { t } = useTranslation('alertHistory');
  const { timeZone } = useSettings();
  const text = useAskedText(window);
  const { startedAtMs: sinceMs, cancel, cancelled } = read;
  if (sinceMs !== undefined) return <WaitingLine wait={{ sinceMs, cancel }} text={text} />;
  if (!cancelled) return null;
  const [from, to] = [momentText(window.startMs, timeZone), momentText(window.endMs, timeZone)];
  return <MissingLine text={t('note.cancelled', { from, to })} onAgain={refresh} />;
}

export interface NotAskedProps {
  readonly worked: WorkedOut;
}

/** What is shown is made without what was not waited for, or could not be read. */
export function NotAsked({ worked: { rules, lists, isCoverageSkipped, askCoverage } }: NotAskedProps) {
  const { t } = useTranslation('alertHistory');
  const { name: asked } = useAsked();
  const name = plainText(asked);
  return (
    <>
      {rules.missing === undefined ? null : rules.wait === undefined ? (
        <ReasonLine what="rules" missing={rules.missing} onAgain={rules.again} />
      ) : (
        <WaitingLine wait={rules.wait} text={(time) => t('loading.rules', { name, time })} />
      )}
      {lists.missing === undefined ? null : <ReasonLine what="lists" missing={lists.missing} onAgain={lists.again} />}
      {lists.wait === undefined ? null : (
        <WaitingLine wait={lists.wait} text={(time) => t('loading.lists', { name, time })} />
      )}
      {isCoverageSkipped ? <MissingLine text={t('note.noCoverage')} onAgain={askCoverage} /> : null}
    </>
  );
}

interface ReasonLineProps {
  readonly what: 'rules' | 'lists';
  readonly missing: 'cancelled' | AppErrorData;
  readonly onAgain: () => void;
}

function ReasonLine({ what, missing, onAgain }: ReasonLineProps) {
  const { t } = useTranslation('alertHistory');
  const errorText = useErrorText();
  const text =
    missing === 'cancelled'
      ? t(`note.${what}Cancelled`)
      : t(`note.${what}Failed`, { reason: plainText(errorText(missing).short) });
  return <MissingLine text={text} onAgain={onAgain} />;
}

interface MissingLineProps {
  readonly text: string;
  readonly onAgain: () => void;
}

function MissingLine({ text, onAgain }: MissingLineProps) {
  const { t } = useTranslation();
  return (
    <p className={styles.summary}>
      <StateGlyph kind="skipped" />
      <span role="status">{text}</span>
      <Button size="small" onClick={onAgain}>
        {t('stale.retry')}
      </Button>
    </p>
  );
}

const nothingForMs = 150;

interface WaitingLineProps {
  readonly wait: Wait;
  readonly text: (elapsed: string) => string;
}

function WaitingLine({ wait: { sinceMs, cancel }, text }: WaitingLineProps) {
  const { t, i18n } = useTranslation('alertHistory');
  const elapsedMs = useElapsed(sinceMs);
  if (elapsedMs < nothingForMs) return null;
  return (
    <p className={styles.summary}>
      <StateGlyph kind="turning" />
      <span>{text(`${formatFixed(elapsedMs / 1000, 1, i18n.language)} s`)}</span>
      <Button size="small" onClick={cancel}>
        {t('loading.cancel')}
      </Button>
    </p>
  );
}
