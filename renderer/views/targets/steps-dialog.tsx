/** What the rules of a pool did to the labels of a target, one after the other, up to the one that dropped it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RelabelSteps } from '../../../shared/model/target.ts';
import { Dialog } from '../../components/dialog.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { YamlBlock } from '../../components/yaml-block.tsx';
import { LabelTable } from './label-table.tsx';
import { Pending } from './pending.tsx';
import styles from './steps-dialog.module.css';
import { useAnswer } from './use-answer.ts';

export interface StepsDialogProps {
  readonly context: ContextId;
  /** Of a target, or of a discovered one. */
  readonly target: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function StepsDialog({ context, target, name, onClose }: StepsDialogProps) {
  const { t } = useTranslation('targets');
  const answer = useAnswer(
    (client, options) => client.targets.relabelSteps({ context, key: target }, options),
    target,
    'once',
  );
  return (
    <Dialog wide title={t('steps.title', { name: plainText(name) })} open onClose={onClose}>
      <div className={styles.body}>
        {answer.result === undefined ? <Pending answer={answer} /> : <Steps steps={answer.result} />}
      </div>
    </Dialog>
  );
}

type Step = RelabelSteps['steps'][number];

function Steps({ steps: { discovered, steps, from } }: { readonly steps: RelabelSteps }) {
  const { t } = useTranslation('targets');
  const [only, setOnly] = useState(true);
  const does = ({ dropped, changes }: Step) => dropped || changes.length > 0;
  const idle = steps.filter((step) => !does(step)).length;
  return (
    <>
      <p className={styles.from}>{t(`steps.${from}`)}</p>
      {steps.length === 0 ? <p>{t('steps.none')}</p> : null}
      <details className={styles.found}>
        <summary>{t('steps.found', { count: discovered.length / 2 })}</summary>
        <LabelTable title={t('target.found', { count: discovered.length / 2 })} labels={discovered} look="found" />
      </details>
      {idle === 0 ? null : (
        <label className={styles.only}>
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />
          {t('steps.only')}
        </label>
      )}
      <ol className={styles.steps}>
        {steps.map((step, index) =>
          only && !does(step) ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name than their place
            <StepItem key={index} step={step} n={index + 1} all={steps.length} />
          ),
        )}
      </ol>
      {only && idle > 0 ? <p className={styles.from}>{t('steps.hidden', { count: idle })}</p> : null}
    </>
  );
}

interface StepItemProps {
  readonly step: Step;
  readonly n: number;
  readonly all: number;
}

function StepItem({ step: { rule, dropped, changes }, n, all }: StepItemProps) {
  const { t } = useTranslation('targets');
  return (
    <li className={styles.step} data-dropped={dropped}>
      <h3 className={styles.title}>{t('steps.rule', { n, all })}</h3>
      <YamlBlock text={rule} label={t('steps.yaml', { n })} />
      {changes.length === 0 ? null : (
        <ul className={styles.changes} aria-label={t('steps.changes', { n })}>
          {changes.map((change) => (
            <ChangeItem key={change.name} change={change} />
          ))}
        </ul>
      )}
      {dropped ? (
        <p className={styles.dropped}>
          <StateGlyph kind="bad" />
          {t('steps.dropped')}
        </p>
      ) : null}
      {!dropped && changes.length === 0 ? <p className={styles.idle}>{t('steps.unchanged')}</p> : null}
    </li>
  );
}

function ChangeItem({ change: { name, before, after } }: { readonly change: Step['changes'][number] }) {
  const { t } = useTranslation('targets');
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return (
    <li className={styles.change} data-kind={kind}>
      <span className={styles.kind}>{t(`steps.${kind}`)}</span>
      <code>
        {plainText(name)}
        {before === undefined ? null : (
          <del>
            <span className="spoken">{t('steps.from')}</span>
            {shown(before)}
          </del>
        )}
        {after === undefined ? null : (
          <ins>
            <span className="spoken">{t('steps.to')}</span>
            {shown(after)}
          </ins>
        )}
      </code>
    </li>
  );
}

const shown = (value: string): string => plainText(JSON.stringify(value));
