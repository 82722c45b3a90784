/** The part of the configuration that makes a pool, as YAML. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { YamlBlock } from '../../components/yaml-block.tsx';
import { useAsked } from '../../state/asked.tsx';
import { viewPath } from '../../state/from-record.ts';
import styles from './config-dialog.module.css';
import { Pending } from './pending.tsx';
import { useAnswer } from './use-answer.ts';

export interface ConfigDialogProps {
  readonly context: ContextId;
  readonly pool: string;
  readonly onClose: () => void;
}

export function ConfigDialog({ context, pool, onClose }: ConfigDialogProps) {
  const { t } = useTranslation('targets');
  const { context: open } = useAsked();
  const inAll = () => navigate(viewPath(open, 'configuration', new URLSearchParams({ job: pool }).toString()));
  const answer = useAnswer((client, options) => client.targets.poolConfig({ context, pool }, options), pool, 'once');
  return (
    <Dialog wide title={t('config.title', { pool: plainText(pool) })} open onClose={onClose}>
      <div className={styles.body}>
        {answer.result === undefined ? (
          <Pending answer={answer} />
        ) : (
          <>
            <div className={styles.bar}>
              <p className={styles.note}>{t('config.masked')}</p>
              <Button size="small" onClick={inAll}>
                {t('config.inAll')}
              </Button>
              <CopyButton text={answer.result.yaml} label={t('config.copy')} />
            </div>
            <YamlBlock text={answer.result.yaml} label={t('config.yaml')} />
          </>
        )}
      </div>
    </Dialog>
  );
}
