/** What is about to be deleted, said in one sentence, with what it matches; its number is typed before it is done. Then what was done. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText, shortened } from '../../../../shared/format/plain-text.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { formatLength, formatMoment } from '../../../components/formats.ts';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import type { Looked } from './looked.ts';
import { MatchedSeries } from './matched-series.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './tsdb-admin.module.css';
import { useFocus } from './use-focus.ts';
import { type Task, useTask } from './use-task.ts';

export interface ConfirmDeleteProps {
  readonly looked: Looked;
  readonly looking: Task<Looked>;
  readonly onBusy: (busy: boolean) => void;
  readonly onBack: () => void;
  readonly onLookAgain: () => void;
  readonly onChanged: () => void;
  readonly onClean: () => void;
  readonly onClose: () => void;
}

export function ConfirmDelete(props: ConfirmDeleteProps) {
  const { looked, looking, onBusy, onBack, onLookAgain, onChanged } = props;
  const { t } = useTranslation('tsdbAdmin');
  const { id } = useAsked();
  const client = useClient();
  const [isDone, setDone] = useState(false);
  const deleting = useTask<void>(() => {
    setDone(true);
    onChanged();
  });
  const { selection, look } = looked;
  const at = plainText(look.at);
  const count = seriesOf(looked);
  const run = () => {
    onBusy(true);
    deleting.run((signal) =>
      client.tsdbAdmin
        .deleteSeries({ context: id, mark: look.mark, selection }, { signal })
        .finally(() => onBusy(false)),
    );
  };
  const { kind } = deleting.state;
  const host = useFocus(kind === 'running');
  if (isDone) return <Done {...props} />;
  return (
    <div className={styles.confirm} tabIndex={-1} ref={host}>
      <code className={styles.selector}>{plainText(shortened(selection.selector, longestSelector))}</code>
      <Sentence {...looked} />
      {count === 0 ? null : (
        <p className={styles.hint}>
          {t(`where.${look.way}`, { at })} {t('confirm.stays')}
        </p>
      )}
      {count === 0 ? null : <MatchedSeries labels={look.matched?.labels ?? []} />}
      <TaskNote {...looking} label={t('delete.looking', { name: at })} />
      <TaskNote
        {...deleting}
        label={t('confirm.deleting')}
        text={(time) => t('confirm.deletingFor', { at, time })}
        stoppedText={t('stopped')}
      />
      {kind === 'running' ? null : count > 0 && kind === 'idle' ? (
        <TypedNumber count={count} onBack={onBack} onConfirm={run} />
      ) : (
        <LookAgain {...{ looking, onBack, onLookAgain }} />
      )}
    </div>
  );
}

const longestSelector = 1000;

/** As exactly as the server told it. */
function seriesOf({ look: { counted, matched } }: Looked): number {
  return counted?.series ?? matched?.series ?? 0;
}

function Sentence(looked: Looked) {
  const { t, i18n } = useTranslation('tsdbAdmin');
  const { timeZone } = useSettings();
  const { selection, look } = looked;
  const { span } = selection;
  const count = seriesOf(looked);
  const n = formatCount(count, i18n.language);
  const time =
    span === undefined
      ? { from: '', to: '', length: '' }
      : {
          from: formatMoment(span.startMs, timeZone),
          to: formatMoment(span.endMs, timeZone),
          length: formatLength(span.endMs - span.startMs),
        };
  if (count === 0)
    return (
      <p className={styles.sentence} role="status">
        {t(span === undefined ? 'confirm.none' : 'confirm.noneInSpan', time)}
      </p>
    );
  const samples = look.counted?.samples;
  return (
    <div className={styles.sentence} role="status">
      <p>
        {t(span === undefined ? 'confirm.all' : 'confirm.span', { count, n, ...time })}{' '}
        {samples === undefined
          ? null
          : t('confirm.samples', { count: samples, n: formatCount(samples, i18n.language) })}
      </p>
      {span !== undefined && look.counted === undefined ? <p className={styles.hint}>{t('confirm.atMost')}</p> : null}
      {look.lately === 0 ? <p className={styles.hint}>{t('confirm.noneLately')}</p> : null}
      {look.counted === undefined && look.matched?.complete === false ? (
        <p className={styles.warning}>
          <StateGlyph kind="degraded" />
          {t('confirm.atLeast')}
        </p>
      ) : null}
    </div>
  );
}

function LookAgain({ looking, onBack, onLookAgain }: Pick<ConfirmDeleteProps, 'looking' | 'onBack' | 'onLookAgain'>) {
  const { t } = useTranslation('tsdbAdmin');
  const again = useRef<HTMLButtonElement>(null);
  // What led here is gone.
  useEffect(() => again.current?.focus(), []);
  return (
    <div className={styles.foot}>
      <Button onClick={onBack}>{t('confirm.back')}</Button>
      <Button look="primary" ref={again} busy={looking.state.kind === 'running'} onClick={onLookAgain}>
        {t('confirm.again')}
      </Button>
    </div>
  );
}

interface TypedNumberProps {
  readonly count: number;
  readonly onBack: () => void;
  readonly onConfirm: () => void;
}

/** What is typed without thinking deletes nothing. */
function TypedNumber({ count, onBack, onConfirm }: TypedNumberProps) {
  const { t } = useTranslation('tsdbAdmin');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const host = useRef<HTMLFormElement>(null);
  // The button that led here is gone.
  useEffect(() => host.current?.querySelector('input')?.focus(), []);
  const isRight = text.replace(/[\s,.’']/g, '') === String(count);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isRight) onConfirm();
  };
  return (
    <form className={styles.typed} onSubmit={submit} noValidate ref={host}>
      <TextField
        label={t('confirm.type', { count })}
        text={text}
        onChange={setText}
        inputMode="numeric"
        maxLength={20}
        problem={tried && !isRight ? t('confirm.wrong', { count }) : undefined}
      />
      <div className={styles.foot}>
        <Button onClick={onBack}>{t('confirm.back')}</Button>
        <Button look="primary" type="submit">
          {t('confirm.delete')}
        </Button>
      </div>
    </form>
  );
}

function Done({ onClean, onClose }: ConfirmDeleteProps) {
  const { t } = useTranslation('tsdbAdmin');
  const host = useFocus(true);
  return (
    <div className={styles.confirm} tabIndex={-1} ref={host}>
      <p className={styles.done} role="status">
        <StateGlyph kind="ok" />
        {t('deleted.text')}
      </p>
      <div className={styles.foot}>
        <Button onClick={onClean}>{t('panel.clean')}</Button>
        <Button look="primary" onClick={onClose}>
          {t('deleted.close')}
        </Button>
      </div>
    </div>
  );
}
