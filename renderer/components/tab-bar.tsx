/**
 * Tabs: `view` for the views of a context (the chosen one has the accent: it says where one is), `panel` inside a panel (ink).
 * The content of the chosen tab is the bar's children, in a tab panel of its own.
 */
import { Tabs as Behaviour } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './tab-bar.module.css';

export interface TabBarProps<Value extends string> {
  readonly label: string;
  readonly look: 'view' | 'panel';
  readonly tabs: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** At the right of the tabs, in the same line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function TabBar<Value extends string>({
  label,
  look,
  tabs,
  value,
  onChange,
  aside,
  children,
}: TabBarProps<Value>) {
  const choose = (text: string | null) => {
    const tab = tabs.find((one) => one.value === text);
    if (tab !== undefined) onChange(tab.value);
  };
  return (
    <Behaviour
      unstyled
      value={value}
      onChange={choose}
      keepMounted={false}
      className={styles.root ?? ''}
      data-look={look}
    >
      <div className={styles.bar}>
        <Behaviour.List aria-label={label} className={styles.list ?? ''}>
          {tabs.map((tab) => (
            <Behaviour.Tab key={tab.value} value={tab.value} className={styles.tab ?? ''}>
              {tab.label}
            </Behaviour.Tab>
          ))}
        </Behaviour.List>
        {aside}
      </div>
      <Behaviour.Panel value={value} className={styles.content ?? ''}>
        {children}
      </Behaviour.Panel>
    </Behaviour>
  );
}
