/** The fields of a silence: its matchers, its time, who makes it and why. What is wrong is said at the field, once it was tried. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { MatcherOp, Silence } from '../../../../shared/model/alertmanager.ts';
import { Button } from '../../../components/button.tsx';
import { ChoiceMenu } from '../../../components/menu.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { matcherOps } from '../matchers.ts';
import { durations, type FormMatcher, type FormProblems, type SilenceForm } from './form-model.ts';
import styles from './silence-dialog.module.css';

export interface SilenceFieldsProps {
  readonly form: SilenceForm;
  readonly before: Silence | undefined;
  readonly problems: FormProblems;
  /** It was to be reviewed: what is empty is wrong by now. */
  readonly tried: boolean;
  readonly onChange: (form: SilenceForm) => void;
}

export function SilenceFields({ form, before, problems, tried, onChange }: SilenceFieldsProps) {
  const { t } = useTranslation('alertmanager');
  const change = (part: Partial<SilenceForm>) => onChange({ ...form, ...part });
  return (
    <div className={styles.fields}>
      <Matchers {...{ form, before, problems, tried, onChange }} />
      <div className={styles.pair}>
        <TextField
          label={t('form.starts')}
          text={before?.state === 'active' ? t('form.began') : form.starts}
          disabled={before?.state === 'active'}
          placeholder={t('form.startsNow')}
          problem={problems.starts === undefined ? undefined : t(`form.problem.starts.${problems.starts}`)}
          onChange={(starts) => change({ starts })}
        />
        <TextField
          label={t('form.ends')}
          text={form.ends}
          problem={problems.ends === undefined ? undefined : t(`form.problem.ends.${problems.ends}`)}
          onChange={(ends) => change({ ends })}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn with a frame */}
      <div className={styles.durations} role="group" aria-label={t('form.durations')}>
        {durations.map((duration) => (
          <Button
            key={duration}
            size="small"
            aria-pressed={form.ends === duration}
            onClick={() => change({ ends: duration })}
          >
            {duration}
          </Button>
        ))}
        <span className={styles.hint}>{t('form.endsHint')}</span>
      </div>
      <TextField
        label={t('form.createdBy')}
        text={form.createdBy}
        maxLength={200}
        problem={tried && problems.createdBy !== undefined ? t('form.problem.createdBy') : undefined}
        onChange={(createdBy) => change({ createdBy })}
      />
      <TextField
        label={t('form.comment')}
        data-autofocus
        text={form.comment}
        maxLength={10_000}
        problem={tried && problems.comment !== undefined ? t('form.problem.comment') : undefined}
        onChange={(comment) => change({ comment })}
      />
    </div>
  );
}

function Matchers({ form, before, problems, tried, onChange }: SilenceFieldsProps) {
  const { t } = useTranslation('alertmanager');
  const { matchers } = form;
  const setMatcher = (key: number, part: Partial<FormMatcher>) =>
    onChange({ ...form, matchers: matchers.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  const add = () => {
    const key = Math.max(-1, ...matchers.map((one) => one.key)) + 1;
    onChange({ ...form, matchers: [...matchers, { key, name: '', op: '=', value: '' }] });
  };
  return (
    <fieldset className={styles.matchers}>
      <legend className={styles.legend}>{t('form.matchers')}</legend>
      {matchers.map((matcher) => {
        const problem = problems.matchers.get(matcher.key);
        const isShown = problem?.kind === 'regexp' || (problem !== undefined && tried);
        const words = problem?.kind === 'regexp' ? plainText(problem.words) : t('form.problem.noName');
        return (
          <div key={matcher.key} className={styles.matcher}>
            <input
              className={styles.input}
              aria-label={t('form.name')}
              data-autofocus={matcher.name === '' || undefined}
              placeholder={t('form.name')}
              aria-invalid={isShown}
              value={matcher.name}
              {...plainInput}
              onChange={({ target }) => setMatcher(matcher.key, { name: target.value })}
            />
            <ChoiceMenu<MatcherOp>
              className={styles.op ?? ''}
              label={t('form.op', { op: matcher.op })}
              button={<code>{matcher.op}</code>}
              choices={matcherOps.map((value) => ({ value, label: `${value}  ${t(`form.ops.${opNames[value]}`)}` }))}
              value={matcher.op}
              onChange={(op) => setMatcher(matcher.key, { op })}
            />
            <input
              className={styles.input}
              aria-label={t('form.value')}
              placeholder={t('form.value')}
              aria-invalid={isShown}
              value={matcher.value}
              {...plainInput}
              onChange={({ target }) => setMatcher(matcher.key, { value: target.value })}
            />
            <Button
              size="small"
              look="quiet"
              aria-label={t('form.remove', { name: plainText(matcher.name) })}
              onClick={() => onChange({ ...form, matchers: matchers.filter((one) => one.key !== matcher.key) })}
            >
              {t('form.removeShort')}
            </Button>
            {isShown ? (
              <p className={styles.problem} role="alert">
                {words}
              </p>
            ) : null}
          </div>
        );
      })}
      <div className={styles.durations}>
        <Button size="small" onClick={add}>
          {t('form.add')}
        </Button>
        <span className={styles.hint}>{t(before === undefined ? 'form.matchersHint' : 'form.matchersEdit')}</span>
      </div>
      {problems.all === undefined || (problems.all === 'everything' && !tried && isUntouched(form)) ? null : (
        <p className={styles.problem} role="alert">
          {t(`form.problem.all.${problems.all}`)}
        </p>
      )}
    </fieldset>
  );
}

const plainInput = { type: 'text', spellCheck: false, autoComplete: 'off', autoCapitalize: 'off' } as const;

const opNames = { '=': 'equal', '!=': 'notEqual', '=~': 'regexp', '!~': 'notRegexp' } as const;

function isUntouched({ matchers }: SilenceForm): boolean {
  return matchers.every(({ name, value }) => name === '' && value === '');
}
