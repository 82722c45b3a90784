/** What to do, numbered, easiest first. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import styles from './todo-panel.module.css';

interface TodoItem {
  readonly title: string;
  readonly text: string;
  /** Something to be copied as it stands. */
  readonly words?: string;
  readonly action?: ReactNode;
}

export interface TodoPanelProps {
  readonly items: readonly TodoItem[];
  readonly note?: string;
}

export function TodoPanel({ items, note }: TodoPanelProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('todo.title')} aside={note}>
      <ol>
        {items.map(({ title, text, words, action }, index) => (
          <li key={title} className={styles.item}>
            <span className={styles.number} aria-hidden="true">
              {index + 1}
            </span>
            <div className={styles.body}>
              <h3 className={styles.title}>{title}</h3>
              <p className={styles.text}>{text}</p>
              {words === undefined ? null : <pre className={styles.words}>{words}</pre>}
              {action}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
