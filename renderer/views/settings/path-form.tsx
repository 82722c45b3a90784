/** A path to be typed and added: what is wrong with it is said at the field, and what was typed stays until it is taken. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import styles from './path-form.module.css';
import { cleanPath, type PathProblem, pathProblem } from './typed-path.ts';

export interface PathFormProps {
  readonly label: string;
  /** Those that are in the list. */
  readonly paths: readonly string[];
  /** Resolves with why it was not taken. */
  readonly onAdd: (path: string) => Promise<AppErrorData | undefined>;
}

export function PathForm({ label, paths, onAdd }: PathFormProps) {
  const { t } = useTranslation('settings');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const words = (found: PathProblem) => {
    switch (found.kind) {
      case 'relative':
        return t('path.relative', { path: found.path });
      case 'twice':
        return t('path.twice', { path: found.path });
      case 'long':
        return t('path.long', { length: found.length, limit: found.limit });
      case 'many':
        return t('path.many', { limit: found.limit });
    }
  };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const path = cleanPath(text);
    if (path === '') return;
    const found = pathProblem(path, paths);
    if (found !== undefined) return setProblem(words(found));
    const refused = await onAdd(path);
    if (refused?.code === 'rpc.badInput') return setProblem(t('path.refused', { path }));
    setProblem(undefined);
    setText('');
  };
  return (
    <form className={styles.form} onSubmit={(event) => void add(event)}>
      <TextField
        label={label}
        text={text}
        placeholder={t('path.placeholder')}
        problem={problem}
        onChange={(typed) => {
          setText(typed);
          setProblem(undefined);
        }}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        {t('add')}
      </Button>
    </form>
  );
}
