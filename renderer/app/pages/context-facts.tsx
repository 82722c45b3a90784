/** What the kubeconfig says about a context, or what is kept of its address. */
import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Panel } from '../../components/panel.tsx';
import styles from './context-facts.module.css';

export function ContextFacts({ context }: { readonly context: ContextSummary }) {
  const { t } = useTranslation();
  const facts: readonly (readonly [label: string, value: string | undefined])[] = [
    [t('facts.cluster'), context.cluster],
    [context.address === undefined ? t('facts.server') : t('facts.url'), context.server],
    [t('facts.user'), context.user],
    [t('facts.signIn'), t(`auth.${context.auth}`)],
    [t('facts.namespace'), context.namespace],
    [t('facts.file'), context.file],
  ];
  return (
    <Panel title={context.address === undefined ? t('facts.title') : t('facts.titleAddress')}>
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value === undefined || value === '' ? null : (
            <div key={label} className={styles.fact}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Panel>
  );
}
