/** A button that opens a small form beside it: the focus goes in, Escape and a click elsewhere close it, the focus goes back. */
import { Popover as Behaviour } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import styles from './popover.module.css';

export interface PopoverProps {
  /** The button's accessible name, where its text alone does not say what it opens. */
  readonly label?: string | undefined;
  readonly button: ReactNode;
  readonly look?: ButtonProps['look'];
  readonly size?: ButtonProps['size'];
  readonly className?: string | undefined;
  readonly position?: 'bottom-start' | 'bottom-end';
  readonly disabled?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

const names = { dropdown: styles.dropdown ?? '' } as const;

export function Popover(props: PopoverProps) {
  const { label, button, look = 'plain', size = 'normal', className, position = 'bottom-start', children } = props;
  const { disabled = false } = props;
  const [open, setOpen] = useState(false);
  return (
    <Behaviour
      unstyled
      classNames={names}
      opened={open}
      onChange={setOpen}
      position={position}
      offset={4}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Behaviour.Target>
        <Button
          aria-label={label}
          look={look}
          size={size}
          className={className}
          disabled={disabled}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {button}
        </Button>
      </Behaviour.Target>
      <Behaviour.Dropdown aria-label={label}>{open ? children(() => setOpen(false)) : null}</Behaviour.Dropdown>
    </Behaviour>
  );
}
