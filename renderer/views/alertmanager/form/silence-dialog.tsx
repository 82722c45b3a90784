/**
 * Makes a silence, or changes one: what it silences is found among the alerts as it is typed; then it is said in one sentence, and only after that
 * sent. The readings go on beneath it, and nothing that was typed depends on them.
 */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { ManagedAlert, Silence, SilenceText } from '../../../../shared/model/alertmanager.ts';
import type { CompanionUse } from '../../../../shared/model/companion.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatLength, formatMoment } from '../../../components/formats.ts';
import { useSharedNow } from '../../../components/shared-now.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { useChooseSettings } from '../../../state/use-choose-settings.ts';
import { formatMatchers } from '../matchers.ts';
import type { Reading } from '../reading.ts';
import type { Done } from '../silence-task.ts';
import { checkForm, makesAnother, matchedAlerts, type SilenceForm } from './form-model.ts';
import { MatchedAlerts } from './matched-alerts.tsx';
import styles from './silence-dialog.module.css';
import { SilenceFields } from './silence-fields.tsx';

export interface SilenceDialogProps {
  readonly context: ContextId;
  readonly first: SilenceForm;
  /** The silence that is changed. */
  readonly before: Silence | undefined;
  readonly reading: Reading;
  readonly onClose: () => void;
  readonly onDone: (done: Done) => void;
}

export function SilenceDialog(props: SilenceDialogProps) {
  const { first, before, reading, onClose } = props;
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const [reviewed, setReviewed] = useState<Reviewed | undefined>();
  const [busy, setBusy] = useState(false);
  // Where the alert, or the silence, was read: readings that come meanwhile may be of another tenant.
  const [at] = useState(reading.use);
  const { problems, silence } = checkForm(form, before, { nowMs, zone: timeZone });
  const matched = matchedAlerts(reading.alerts, form);
  const review = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (silence !== undefined) setReviewed({ silence, at });
  };
  const title = t(before === undefined ? 'form.titleNew' : 'form.titleEdit');
  return (
    <Dialog {...{ title, onClose, busy }} open wide typed={!isSame(form, first)}>
      {reviewed === undefined ? (
        <form className={styles.form} onSubmit={review} noValidate>
          <SilenceFields {...{ form, before, problems, tried }} onChange={setForm} />
          <MatchedAlerts matched={matched} all={reading.alerts.size} form={form} />
          <div className={styles.foot}>
            <Button onClick={onClose}>{t('form.cancel')}</Button>
            <Button look="primary" type="submit">
              {t('form.review')}
            </Button>
          </div>
        </form>
      ) : (
        <Confirm {...{ ...props, ...reviewed, matched, busy, setBusy }} onBack={() => setReviewed(undefined)} />
      )}
    </Dialog>
  );
}

function isSame(form: SilenceForm, first: SilenceForm): boolean {
  return JSON.stringify(form) === JSON.stringify(first);
}

/** What was said is what is done: readings that come meanwhile may be of another Alertmanager. */
interface Reviewed {
  readonly silence: SilenceText;
  /** The Alertmanager that it is sent to. */
  readonly at: Pick<CompanionUse, 'id' | 'mark'>;
}

interface ConfirmProps extends Omit<SilenceDialogProps, 'first' | 'reading' | 'onClose'>, Reviewed {
  readonly busy: boolean;
  readonly setBusy: (busy: boolean) => void;
  readonly matched: readonly ManagedAlert[] | undefined;
  readonly onBack: () => void;
}

function Confirm(props: ConfirmProps) {
  const { before, silence, at, matched, busy, onBack } = props;
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  const sending = useSending(props);
  const another = before !== undefined && makesAnother(silence, before);
  const count = matched?.length ?? 0;
  const facts = {
    matchers: plainText(formatMatchers(silence.matchers)),
    until: formatMoment(silence.endsAtMs, timeZone),
    time: formatLength(silence.endsAtMs - Math.max(nowMs, silence.startsAtMs)),
  };
  const from = formatMoment(silence.startsAtMs, timeZone);
  const isLater = silence.startsAtMs > nowMs + 1000;
  return (
    <div className={styles.confirm}>
      <p className={styles.sentence}>
        {isLater ? t('confirm.later', { ...facts, from }) : t('confirm.now', facts)} {t('confirm.count', { count })}
      </p>
      <p className={styles.hint}>{t('confirm.where', { at: plainText(at.id) })}</p>
      {another ? <p className={styles.hint}>{t('confirm.another')}</p> : null}
      {sending.error === undefined ? null : <ErrorPanel error={sending.error} />}
      <div className={styles.foot}>
        <Button onClick={onBack} busy={busy}>
          {t('form.back')}
        </Button>
        <ConfirmButton busy={busy} onClick={sending.send}>
          {t(before === undefined ? 'confirm.create' : 'confirm.change')}
        </ConfirmButton>
      </div>
    </div>
  );
}

export interface ConfirmButtonProps {
  readonly busy: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

/** What is confirmed is where the focus is. */
export function ConfirmButton({ busy, onClick, children }: ConfirmButtonProps) {
  const host = useRef<HTMLButtonElement>(null);
  useEffect(() => host.current?.focus(), []);
  return (
    <Button look="primary" ref={host} busy={busy} onClick={onClick}>
      {children}
    </Button>
  );
}

function useSending({ context, at, before, silence, setBusy, onDone }: ConfirmProps) {
  const client = useClient();
  const choose = useChooseSettings();
  const { silenceCreator } = useSettings();
  const [error, setError] = useState<AppErrorData | undefined>();
  const send = () => {
    setBusy(true);
    setError(undefined);
    const id = before === undefined ? {} : { id: before.id };
    // What is made at once begins when it is sent, not when it was typed.
    const startsAtMs = before?.state === 'active' ? silence.startsAtMs : Math.max(silence.startsAtMs, Date.now());
    client.alertmanager
      .saveSilence({ context, chosen: at.id, mark: at.mark, ...id, silence: { ...silence, startsAtMs } })
      .then(
        (made) => {
          if (silence.createdBy !== silenceCreator) void choose({ silenceCreator: silence.createdBy });
          const { endsAtMs, matchers } = silence;
          if (before === undefined)
            return onDone({ kind: 'made', id: made.id, endsAtMs, matchers: formatMatchers(matchers) });
          onDone({ kind: 'changed', id: made.id, other: made.id !== before.id, endsAtMs });
        },
        (thrown: unknown) => {
          setBusy(false);
          if (isCancellation(thrown)) return;
          if (!(thrown instanceof AppError)) throw thrown;
          setError(thrown.toData());
        },
      );
  };
  return { send, error };
}
