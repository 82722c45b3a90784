/** A kubeconfig that wants to run a program, and nobody has agreed yet: which file, which command, and what that means. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { useContextActions } from '../actions.ts';
import styles from './consent-page.module.css';
import { ReadingPage } from './reading-page.tsx';

export interface ConsentPageProps {
  readonly context: ContextSummary;
  /** auth.execConsent. */
  readonly why: AppErrorData;
}

export function ConsentPage({ context, why }: ConsentPageProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { allowExec, disconnect } = useContextActions();
  /** What the file says now, where it changed while it was shown. */
  const [changed, setChanged] = useState<AppErrorData | undefined>();
  const [busy, setBusy] = useState(false);
  const asked = changed ?? why;
  const { file, command, digest, user } = asked.details;
  const allow = async () => {
    setBusy(true);
    setChanged(await allowExec(context, String(digest)));
    setBusy(false);
  };
  return (
    <ReadingPage verdict={errorText(asked).verdict} glyph="stopped" reading={t('consent.reading')}>
      <Panel title={t('consent.what')}>
        <dl className={styles.facts}>
          <Fact label={t('consent.command')}>
            <pre className={styles.command}>{String(command)}</pre>
          </Fact>
          <Fact label={t('facts.file')}>{String(file)}</Fact>
          <Fact label={t('consent.for')}>{t('consent.forUser', { user: String(user), name: context.name })}</Fact>
          <Fact label={t('consent.rights')}>{t('consent.rightsText')}</Fact>
        </dl>
        <div className={styles.foot}>
          {changed === undefined ? null : (
            <p role="alert" className={styles.changed}>
              {t('consent.changed')}
            </p>
          )}
          <div className={styles.buttons}>
            <Button look="primary" busy={busy} onClick={() => void allow()}>
              {t('consent.allow')}
            </Button>
            <Button busy={busy} onClick={() => disconnect(context)}>
              {t('consent.refuse')}
            </Button>
          </div>
          <p className={styles.note}>{t('consent.note')}</p>
        </div>
      </Panel>
    </ReadingPage>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
