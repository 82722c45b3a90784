/** "Keep" in a panel's head: gives the expression a name or a star, so that it is found again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isKept, longestKeptExpr } from '../../../../shared/model/query-library.ts';
import { Button } from '../../../components/button.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { Popover } from '../../../components/popover.tsx';
import { useQueryLibrary } from '../../../state/stores.tsx';
import styles from './keep-button.module.css';
import { useLibraryWork } from './use-library-work.ts';

export function KeepButton({ expr }: { readonly expr: string }) {
  const { t } = useTranslation('library');
  const { queries } = useQueryLibrary();
  const text = expr.trim();
  // More than is kept cannot be known.
  const known = text.length > longestKeptExpr ? undefined : queries.find((query) => query.expr === text);
  const kept = known !== undefined && isKept(known);
  return (
    <Popover look="quiet" position="bottom-end" button={t(kept ? 'kept' : 'keep')} disabled={text === ''}>
      {(close) => (
        <KeepForm expr={text} name={known?.name ?? ''} starred={known?.starred ?? false} kept={kept} onDone={close} />
      )}
    </Popover>
  );
}

interface KeepFormProps {
  readonly expr: string;
  readonly name: string;
  readonly starred: boolean;
  readonly kept: boolean;
  readonly onDone: () => void;
}

function KeepForm({ expr, name: nameBefore, starred: starredBefore, kept, onDone }: KeepFormProps) {
  const { t } = useTranslation('library');
  const [name, setName] = useState(nameBefore);
  // What is kept without a name is kept by its star.
  const [starred, setStarred] = useState(kept ? starredBefore : true);
  const { keep, failure } = useLibraryWork();
  const describe = useErrorText();
  const empty = name.trim() === '' && !starred;
  const change = async (to: { readonly name: string; readonly starred: boolean }) => {
    if ((await keep(expr, to)) === undefined) onDone();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void change({ name: name.trim(), starred });
      }}
    >
      <label className={styles.field}>
        <span>{t('nameLabel')}</span>
        <input
          type="text"
          data-autofocus
          value={name}
          maxLength={200}
          placeholder={t('nameHint')}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className={styles.check}>
        <input type="checkbox" checked={starred} onChange={(event) => setStarred(event.target.checked)} />
        {t('starLabel')}
      </label>
      {failure === undefined ? null : (
        <p role="alert">
          {describe(failure).verdict} {describe(failure).advice}
        </p>
      )}
      <div className={styles.actions}>
        <Button size="small" type="submit" look="primary" disabled={empty}>
          {t('keep')}
        </Button>
        {kept ? (
          <Button size="small" onClick={() => void change({ name: '', starred: false })}>
            {t('unkeep')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
