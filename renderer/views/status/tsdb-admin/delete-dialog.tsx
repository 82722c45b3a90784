/**
 * Deletes series of a server: a selector and a time are typed, then it is shown what they match there, and only what was shown is deleted, once its
 * number was typed too. It cannot be taken back.
 */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { SampleSelection } from '../../../../shared/model/tsdb-admin.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { useTypedWindow, WindowFields } from '../../../components/window-fields.tsx';
import { SelectorBox } from '../../../promql-editor/selector-box.tsx';
import { selectorProblem } from '../../../promql-editor/selector-problem.ts';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { useSelectorCatalog, useSelectorFeatures } from '../../../state/use-selector-editor.ts';
import { ConfirmDelete } from './confirm-delete.tsx';
import type { Looked } from './looked.ts';
import { TaskNote } from './task-note.tsx';
import styles from './tsdb-admin.module.css';
import { type Task, useTask } from './use-task.ts';

export interface DeleteDialogProps {
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly onClean: () => void;
}

const hourMs = 3_600_000;

export function DeleteDialog({ onClose, onChanged, onClean }: DeleteDialogProps) {
  const { t } = useTranslation('tsdbAdmin');
  const { id, name } = useAsked();
  const client = useClient();
  const { timeZone } = useSettings();
  const [text, setText] = useState('');
  const [isWhole, setWhole] = useState(true);
  const typed = useTypedWindow({ startMs: Date.now() - hourMs, endMs: Date.now() }, timeZone);
  const [judged, setJudged] = useState(false);
  const [looked, setLooked] = useState<Looked | undefined>();
  const [busy, setBusy] = useState(false);
  const looking = useTask<Looked>(setLooked);
  const stopLooking = useRef(looking.stop);
  useEffect(() => stopLooking.current, []);
  // What is asked is not what stands there any more.
  const changed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      looking.stop();
      set(value);
    };
  const look = (selection: SampleSelection) =>
    looking.run(async (signal) => ({
      selection,
      look: await client.tsdbAdmin.look({ context: id, selection }, { signal }),
      nth: (looked?.nth ?? 0) + 1,
    }));
  const submit = () => {
    setJudged(true);
    const span = isWhole ? undefined : typed.window;
    if (selectorProblem(text) === undefined && (isWhole || span !== undefined))
      look({ selector: text.trim(), ...(span !== undefined && { span }) });
  };
  const form = {
    ...{ text, isWhole, judged, looking },
    setText: changed(setText),
    setWhole: changed(setWhole),
    typed: { ...typed, setTyped: changed(typed.setTyped) },
  };
  return (
    <Dialog
      title={t('delete.title', { name: plainText(name) })}
      {...{ onClose, busy }}
      open
      wide
      typed={text !== '' || looked !== undefined}
    >
      {looked === undefined ? (
        <Form {...form} onSubmit={submit} onClose={onClose} />
      ) : (
        <ConfirmDelete
          key={looked.nth}
          {...{ looked, looking, onClose, onChanged, onClean }}
          onBusy={setBusy}
          onBack={() => {
            looking.stop();
            setLooked(undefined);
          }}
          onLookAgain={() => look(looked.selection)}
        />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly isWhole: boolean;
  readonly setWhole: (isWhole: boolean) => void;
  readonly typed: ReturnType<typeof useTypedWindow>;
  readonly judged: boolean;
  readonly looking: Task<Looked>;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

function Form({ text, setText, isWhole, setWhole, typed, judged, looking, onSubmit, onClose }: FormProps) {
  const { t } = useTranslation('tsdbAdmin');
  const { id, name } = useAsked();
  const catalog = useSelectorCatalog(id);
  const features = useSelectorFeatures();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.field}>
        <span className={styles.label}>{t('delete.selector')}</span>
        <SelectorBox
          {...{ catalog, features, judged }}
          value={text}
          onChange={setText}
          onExecute={onSubmit}
          ariaLabel={t('delete.selector')}
          placeholder={t('delete.placeholder')}
          words={(problem) =>
            problem.kind === 'syntax'
              ? t('delete.wrong.syntax', { reason: plainText(problem.reason) })
              : t(`delete.wrong.${problem.kind}`)
          }
        />
      </div>
      <div className={styles.field}>
        <span className={styles.label}>{t('delete.time')}</span>
        <Segmented
          label={t('delete.time')}
          options={[
            { value: 'all', label: t('delete.all') },
            { value: 'span', label: t('delete.span') },
          ]}
          value={isWhole ? 'all' : 'span'}
          onChange={(time) => setWhole(time === 'all')}
        />
      </div>
      {isWhole ? null : <WindowFields {...typed} />}
      <TaskNote
        {...looking}
        label={t('delete.looking', { name: plainText(name) })}
        text={(time) => t('delete.lookingFor', { name: plainText(name), time })}
      />
      <div className={styles.foot}>
        <span className={styles.hint}>{t('delete.lookHint')}</span>
        <Button onClick={onClose}>{t('delete.cancel')}</Button>
        <Button look="primary" type="submit">
          {t('delete.look')}
        </Button>
      </div>
    </form>
  );
}
