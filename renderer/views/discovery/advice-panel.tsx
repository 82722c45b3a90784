/** What to do, numbered, easiest first, each with its button; the first one's is filled. */
import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Panel } from '../../components/panel.tsx';
import type { Advice } from './advice.ts';
import { AdviceAction } from './advice-action.tsx';
import styles from './advice-panel.module.css';
import { useAdviceText } from './advice-words.ts';
import { CodeBlock } from './code-block.tsx';
import type { Discovery } from './use-discovery.ts';

export interface AdvicePanelProps {
  readonly advice: readonly Advice[];
  readonly context: ContextSummary;
  readonly discovery: Discovery;
  readonly onOptions: (candidate: string) => void;
  readonly onScrape: () => void;
}

export function AdvicePanel({ advice, context, discovery, onOptions, onScrape }: AdvicePanelProps) {
  const { t } = useTranslation('discovery');
  const describe = useAdviceText(context, discovery.diagnosis);
  return (
    <Panel title={t('todo.title')} aside={advice.length > 1 ? t('todo.note') : undefined}>
      <ol>
        {advice.map((one, index) => {
          const text = describe(one);
          return (
            <li key={text.title} className={styles.item}>
              <span className={styles.number} aria-hidden="true">
                {index + 1}
              </span>
              <div className={styles.body}>
                <h3 className={styles.title}>{text.title}</h3>
                <p className={styles.text}>{text.text}</p>
                {text.code === undefined ? null : <CodeBlock code={text.code} />}
                <div className={styles.actions}>
                  <AdviceAction
                    advice={one}
                    text={text}
                    look={index === 0 ? 'primary' : 'plain'}
                    context={context.id}
                    discovery={discovery}
                    onOptions={onOptions}
                    onScrape={onScrape}
                  />
                </div>
              </div>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
