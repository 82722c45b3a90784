/** What was just done with a silence, and what takes it back. Stays until it is closed or something else was done. */
import { useTranslation } from 'react-i18next';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import type { Silence } from '../../../shared/model/alertmanager.ts';
import { Button } from '../../components/button.tsx';
import { formatMoment } from '../../components/formats.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import styles from './alertmanager-view.module.css';
import { formOfSilence } from './form/form-model.ts';
import type { Done, SilenceTask } from './silence-task.ts';

export interface DoneNoteProps {
  readonly done: Done;
  readonly silences: ReadonlyMap<string, Silence>;
  /** Undefined where nobody can be asked. */
  readonly onTask: ((task: SilenceTask) => void) | undefined;
  readonly onClose: () => void;
}

const longestMatchers = 120;

export function DoneNote({ done, silences, onTask, onClose }: DoneNoteProps) {
  const { t } = useTranslation('alertmanager');
  const { t: app } = useTranslation();
  return (
    <div className={styles.done}>
      <StateGlyph kind="ok" />
      <span role="status" className={styles.doneText}>
        <DoneText done={done} />
      </span>
      <UndoButton {...{ done, silences, onTask }} />
      <Button size="small" look="quiet" onClick={onClose} aria-label={t('done.close')}>
        {app('action.close')}
      </Button>
    </div>
  );
}

function DoneText({ done }: Pick<DoneNoteProps, 'done'>) {
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  if (done.kind === 'expired') return t('done.expired', { id: shortId(done.silence.id) });
  const facts = { id: shortId(done.id), time: formatMoment(done.endsAtMs, timeZone) };
  if (done.kind === 'made')
    return t('done.made', { ...facts, matchers: plainText(shortened(done.matchers, longestMatchers)) });
  return t(done.other ? 'done.changedOther' : 'done.changed', facts);
}

/** Ends what was made; makes anew what was ended. It is asked before. */
function UndoButton({ done, silences, onTask }: Omit<DoneNoteProps, 'onClose'>) {
  const { t } = useTranslation('alertmanager');
  const { timeZone, silenceCreator } = useSettings();
  if (done.kind === 'expired') {
    const { silence } = done;
    const again = () =>
      onTask?.({
        ...{ kind: 'form', before: undefined },
        form: { ...formOfSilence(silence, silenceCreator, timeZone), id: undefined, starts: '' },
      });
    return (
      <Button size="small" disabled={onTask === undefined} onClick={again}>
        {t('done.again')}
      </Button>
    );
  }
  const silence = silences.get(done.id);
  // It is there with the next reading.
  if (silence === undefined || silence.state === 'expired') return null;
  return (
    <Button size="small" disabled={onTask === undefined} onClick={() => onTask?.({ kind: 'expire', silence })}>
      {t('done.expire')}
    </Button>
  );
}

/** As much as tells it apart. */
function shortId(id: string): string {
  return plainText(id).slice(0, 8);
}
