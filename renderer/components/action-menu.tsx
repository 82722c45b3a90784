/** A button that opens a menu of things to do. */
import { Menu as Behaviour } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import styles from './menu.module.css';

interface MenuAction {
  readonly label: string;
  readonly run: () => void;
  /** A line stands before it. */
  readonly apart?: boolean;
}

export interface ActionMenuProps {
  /** The button's accessible name. */
  readonly label: string;
  readonly button: ReactNode;
  readonly actions: readonly MenuAction[];
  readonly look?: ButtonProps['look'];
  readonly size?: ButtonProps['size'];
  readonly disabled?: boolean;
  /** As a button's. */
  readonly busy?: boolean;
}

const names = {
  dropdown: styles.dropdown ?? '',
  item: styles.item ?? '',
  itemLabel: styles.itemLabel ?? '',
} as const;

export function ActionMenu(props: ActionMenuProps) {
  const { label, button, actions, look = 'plain', size = 'normal', disabled = false, busy = false } = props;
  return (
    // The first item takes the focus: an element of its own for that would be a child that no menu may have.
    <Behaviour
      unstyled
      classNames={names}
      position="bottom-end"
      offset={4}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Behaviour.Target>
        <Button aria-label={label} look={look} size={size} disabled={disabled} busy={busy}>
          {button}
        </Button>
      </Behaviour.Target>
      <Behaviour.Dropdown>
        {actions.map((action) => (
          <Fragment key={action.label}>
            {action.apart === true ? <Behaviour.Divider className={styles.divider ?? ''} /> : null}
            <Behaviour.Item onClick={action.run}>{action.label}</Behaviour.Item>
          </Fragment>
        ))}
      </Behaviour.Dropdown>
    </Behaviour>
  );
}
