/** A button that opens a menu of choices, one of them chosen. */
import { Menu as Behaviour } from '@mantine/core';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import styles from './menu.module.css';

const names = {
  dropdown: styles.dropdown ?? '',
  item: styles.item ?? '',
  itemLabel: styles.itemLabel ?? '',
  itemIndicator: styles.indicator ?? '',
} as const;

interface MenuProps {
  /** The button's accessible name, where its text alone does not say what it opens. */
  readonly label?: string | undefined;
  readonly button: ReactNode;
  readonly look?: ButtonProps['look'];
  readonly size?: ButtonProps['size'];
  readonly className?: string | undefined;
}

export interface ChoiceMenuProps<Value extends string> extends MenuProps {
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function ChoiceMenu<Value extends string>({ choices, value, onChange, ...menu }: ChoiceMenuProps<Value>) {
  const choose = (text: string) => {
    const choice = choices.find((one) => one.value === text);
    if (choice !== undefined) onChange(choice.value);
  };
  return (
    <MenuFrame {...menu}>
      <Behaviour.RadioGroup value={value} onChange={choose}>
        {choices.map((choice) => (
          <Behaviour.RadioItem key={choice.value} value={choice.value} closeMenuOnClick>
            {choice.label}
          </Behaviour.RadioItem>
        ))}
      </Behaviour.RadioGroup>
    </MenuFrame>
  );
}

function MenuFrame({
  label,
  button,
  look = 'plain',
  size = 'normal',
  className,
  children,
}: MenuProps & { readonly children: ReactNode }) {
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
        <Button aria-label={label} look={look} size={size} className={className}>
          {button}
        </Button>
      </Behaviour.Target>
      <Behaviour.Dropdown>{children}</Behaviour.Dropdown>
    </Behaviour>
  );
}
