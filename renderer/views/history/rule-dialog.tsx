/** A rule as it is to be: its name, and selectors, each looked over while it is written. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecordingRule } from '../../../shared/model/recorder.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EstimateLine } from '../../components/estimate-line.tsx';
import { TextField } from '../../components/text-field.tsx';
import { SelectorBox, type SelectorBoxProps } from '../../promql-editor/selector-box.tsx';
import { selectorProblem } from '../../promql-editor/selector-problem.ts';
import { selectSame } from '../../state/rules-draft.ts';
import { useSelectorsEstimate } from '../../state/use-estimate.ts';
import { exampleSelector, useSelectorCatalog, useSelectorFeatures } from '../../state/use-selector-editor.ts';
import styles from './rule-dialog.module.css';

export interface RuleDialogProps {
  readonly context: ContextId;
  /** Undefined: the dialog is closed. */
  readonly rule: RecordingRule | undefined;
  readonly isNew: boolean;
  /** The other rules, as they would be. */
  readonly others: readonly RecordingRule[];
  readonly onSave: (rule: RecordingRule) => void;
  readonly onClose: () => void;
}

export function RuleDialog({ rule, isNew, onClose, ...rest }: RuleDialogProps) {
  const { t } = useTranslation('history');
  return (
    <Dialog title={t(isNew ? 'rule.add' : 'rule.edit')} open={rule !== undefined} onClose={onClose} wide>
      {rule === undefined ? null : <Form key={rule.id} {...rest} rule={rule} isNew={isNew} onClose={onClose} />}
    </Dialog>
  );
}

const mostSelectors = 100;

/** A key of its own: two may say the same while they are written. */
interface Written {
  readonly key: number;
  readonly text: string;
}

function Form({ context, rule, isNew, others, onSave, onClose }: RuleDialogProps & { readonly rule: RecordingRule }) {
  const { t } = useTranslation('history');
  const [name, setName] = useState(rule.name);
  const [written, setWritten] = useState<readonly Written[]>(() =>
    rule.selectors.map((text, key): Written => ({ key, text })),
  );
  const [sent, setSent] = useState(false);
  const selectors = written.map(({ text }) => text.trim());
  const isFine = selectors.every((text) => selectorProblem(text) === undefined);
  const estimating = useSelectorsEstimate(context, selectors, isFine);
  const nameProblem = sent && name.trim() === '' ? t('rule.noName') : undefined;
  // One of the two would not be kept.
  const repeated = isFine ? others.find((one) => selectSame(one.selectors, selectors)) : undefined;
  const save = () => {
    setSent(true);
    if (isFine && repeated === undefined && name.trim() !== '')
      onSave({ ...rule, name: name.trim(), selectors: [...new Set(selectors)] });
  };
  const write = (key: number, text: string) =>
    setWritten((before) => before.map((one) => (one.key === key ? { key, text } : one)));
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label={t('rule.name')}
        text={name}
        onChange={setName}
        problem={nameProblem}
        maxLength={200}
        data-autofocus
      />
      <fieldset className={styles.selectors}>
        <legend>{t('rule.selectors')}</legend>
        <p className={styles.hint}>{t('rule.hint')}</p>
        {written.map(({ key, text }, at) => (
          <SelectorRow
            key={key}
            context={context}
            label={t('rule.selector', { n: at + 1 })}
            text={text}
            judged={sent}
            onChange={(next) => write(key, next)}
            onExecute={save}
            onRemove={
              written.length > 1 ? () => setWritten((before) => before.filter((one) => one.key !== key)) : undefined
            }
          />
        ))}
        {written.length < mostSelectors ? (
          <Button size="small" onClick={() => setWritten((before) => [...before, { key: nextKey(before), text: '' }])}>
            {t('rule.more')}
          </Button>
        ) : null}
      </fieldset>
      {sent && repeated !== undefined ? (
        <p role="alert" className={styles.problem}>
          {t('rule.wrong.repeated', { name: plainText(repeated.name) })}
        </p>
      ) : null}
      <EstimateLine {...estimating} unfinished={!isFine} />
      <div className={styles.actions}>
        <Button look="primary" type="submit">
          {t(isNew ? 'rule.addIt' : 'rule.take')}
        </Button>
        <Button onClick={onClose}>{t('rule.cancel')}</Button>
        <span className={styles.hint}>{t('rule.later')}</span>
      </div>
    </form>
  );
}

const nextKey = (all: readonly Written[]): number => Math.max(-1, ...all.map(({ key }) => key)) + 1;

interface SelectorRowProps extends Pick<SelectorBoxProps, 'judged' | 'onChange' | 'onExecute'> {
  readonly context: ContextId;
  readonly label: string;
  readonly text: string;
  readonly onRemove: (() => void) | undefined;
}

function SelectorRow({ context, label, text, onRemove, ...box }: SelectorRowProps) {
  const { t } = useTranslation('history');
  const catalog = useSelectorCatalog(context);
  const features = useSelectorFeatures();
  return (
    <SelectorBox
      {...{ ...box, catalog, features }}
      value={text}
      ariaLabel={label}
      placeholder={exampleSelector}
      words={(problem) =>
        problem.kind === 'syntax'
          ? t('rule.wrong.syntax', { reason: plainText(problem.reason) })
          : t(`rule.wrong.${problem.kind}`)
      }
    >
      {onRemove === undefined ? null : (
        <Button look="quiet" aria-label={t('rule.removeSelector', { name: label })} onClick={onRemove}>
          ✕
        </Button>
      )}
    </SelectorBox>
  );
}
