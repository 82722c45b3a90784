/** Before what a panel reads is recorded from now on: which selectors, how many series, how much a day. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { failureOf } from '../../../client/failure-of.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { EstimateLine } from '../../../components/estimate-line.tsx';
import { useSelectorsEstimate } from '../../../state/use-estimate.ts';
import styles from './keep-dialog.module.css';
import { readParts } from './read-parts.ts';
import { SelectorList } from './selector-list.tsx';

export interface KeepDialogProps {
  readonly context: ContextId;
  readonly exprs: readonly string[];
  readonly open: boolean;
  readonly onClose: () => void;
  /** It is recorded from now on. */
  readonly onKept: () => void;
}

export function KeepDialog(props: KeepDialogProps) {
  const { t } = useTranslation('history');
  return (
    <Dialog title={t('kept.title')} open={props.open} onClose={props.onClose}>
      {props.open ? <Body {...props} /> : null}
    </Dialog>
  );
}

function Body({ context, exprs, onClose, onKept }: KeepDialogProps) {
  const { t } = useTranslation('history');
  const { recorder } = useClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const { selectors, isValid } = readParts(exprs);
  const possible = isValid && selectors.length > 0;
  const estimating = useSelectorsEstimate(context, selectors, possible);
  const keep = async () => {
    setBusy(true);
    let failure: AppErrorData | undefined;
    for (const expr of exprs) failure ??= await failureOf(recorder.keep({ context, expr }));
    setBusy(false);
    setProblem(failure);
    if (failure === undefined) onKept();
  };
  return (
    <div className={styles.body}>
      <p className={styles.text}>{t(possible ? 'kept.text' : isValid ? 'kept.none' : 'kept.invalid')}</p>
      {possible ? (
        <>
          <SelectorList selectors={selectors} />
          <EstimateLine {...estimating} />
        </>
      ) : null}
      {problem === undefined ? null : (
        <p role="alert" className={styles.problem}>
          {plainText(errorText(problem).verdict)} {plainText(errorText(problem).advice)}
        </p>
      )}
      <div className={styles.actions}>
        <Button look="primary" disabled={!possible} busy={busy} onClick={() => void keep()}>
          {t('kept.keep')}
        </Button>
        <Button onClick={onClose}>{t('kept.cancel')}</Button>
      </div>
    </div>
  );
}
