/** How a candidate is to be used: the way, the path of its API, matchers that every query gets. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosisCandidate } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { TextField } from '../../components/text-field.tsx';
import {
  type ChoiceTransport,
  choiceOf,
  chooseCandidate,
  matchersProblem,
  readPrefix,
  type TypedPrefix,
  writePrefix,
} from './choices.ts';
import styles from './options-dialog.module.css';
import { plainText } from './plain-text.ts';
import { candidateName, transports } from './transports.ts';
import type { Discovery } from './use-discovery.ts';

export interface OptionsDialogProps {
  /** Undefined: the dialog is closed. */
  readonly candidate: DiagnosisCandidate | undefined;
  readonly choice: SourceChoice | undefined;
  readonly discovery: Discovery;
  readonly onClose: () => void;
}

export function OptionsDialog({ candidate, choice, discovery, onClose }: OptionsDialogProps) {
  const { t } = useTranslation('discovery');
  const title = candidate === undefined ? '' : t('options.title', { candidate: candidateName(candidate) });
  return (
    <Dialog title={title} open={candidate !== undefined} onClose={onClose}>
      {candidate === undefined ? null : (
        <OptionsForm key={candidate.id} candidate={candidate} choice={choice} discovery={discovery} onClose={onClose} />
      )}
    </Dialog>
  );
}

function OptionsForm({
  candidate,
  choice,
  discovery,
  onClose,
}: OptionsDialogProps & { candidate: DiagnosisCandidate }) {
  const { t } = useTranslation('discovery');
  const errorText = useErrorText();
  const before = choiceOf(choice, candidate);
  const [transport, setTransport] = useState<ChoiceTransport>(before?.transport ?? 'auto');
  const [prefix, setPrefix] = useState(writePrefix(before?.pathPrefix));
  const [matchers, setMatchers] = useState(before?.matchers ?? '');
  const [sent, setSent] = useState(false);
  const wrongMatchers = matchersProblem(matchers);
  const read = readPrefix(prefix);
  const offered = transports.filter((one) => candidate.ways[one].kind !== 'none');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (read.kind === 'wrong' || wrongMatchers !== undefined) return;
    const { pathPrefix: _, ...base } = chooseCandidate(candidate, transport, choice);
    if (await discovery.choose({ ...base, ...prefixOf(read), matchers: matchers.trim() })) onClose();
  };
  const problem = sent && !discovery.choosing ? discovery.problem : undefined;
  const refused = problem?.code === 'address.badMatchers' ? plainText(errorText(problem).verdict) : undefined;
  const atMatchers =
    sent && wrongMatchers !== undefined ? t('options.matchersWrong', { reason: plainText(wrongMatchers) }) : refused;
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
      <fieldset className={styles.ways}>
        <legend>{t('options.way')}</legend>
        {(['auto', ...offered] as const).map((one) => (
          <label key={one} className={styles.way}>
            <input type="radio" name="way" checked={transport === one} onChange={() => setTransport(one)} />
            {t(`transport.${one}`)}
          </label>
        ))}
      </fieldset>
      <TextField
        label={t('options.prefix')}
        hint={t('options.prefixHint')}
        problem={read.kind === 'wrong' ? t('options.prefixWrong') : undefined}
        text={prefix}
        onChange={setPrefix}
      />
      <TextField
        label={t('options.matchers')}
        hint={t('options.matchersHint')}
        problem={atMatchers}
        text={matchers}
        onChange={setMatchers}
      />
      {problem === undefined || atMatchers !== undefined ? null : (
        <p className={styles.error} role="alert">
          {plainText(errorText(problem).verdict)}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" look="primary" busy={discovery.choosing}>
          {t('options.save')}
        </Button>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
      </div>
    </form>
  );
}

function prefixOf(read: Exclude<TypedPrefix, { kind: 'wrong' }>): { readonly pathPrefix?: string } {
  return read.kind === 'given' ? { pathPrefix: read.prefix } : {};
}
