/** Asks again now, and how often that is done by itself: two buttons that stand as one. */
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { ChoiceMenu } from './menu.tsx';
import styles from './refresh-button.module.css';

export interface RefreshButtonProps {
  readonly text: string;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
  /** What the choice is called. */
  readonly label: string;
  /** What stands on it. */
  readonly shown: ReactNode;
  /** Milliseconds; 0 where nothing is asked by itself. */
  readonly choices: readonly number[];
  readonly chosen: number;
  readonly nameOf: (milliseconds: number) => string;
  readonly onChoose: (milliseconds: number) => void;
}

export function RefreshButton(props: RefreshButtonProps) {
  const { text, onRefresh, label, shown, choices, chosen, nameOf, onChoose } = props;
  return (
    <div className={styles.refresh}>
      <Button className={styles.now} disabled={onRefresh === undefined} onClick={onRefresh}>
        {text}
      </Button>
      <ChoiceMenu
        className={styles.every ?? ''}
        label={label}
        button={<b className={styles.shown}>{shown}</b>}
        choices={choices.map((ms) => ({ value: String(ms), label: nameOf(ms) }))}
        value={String(chosen)}
        onChange={(value) => onChoose(Number(value))}
      />
    </div>
  );
}
