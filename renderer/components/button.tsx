/** The one button. Filled ink is the one thing to do next: at most one in a panel. */
import type { ButtonHTMLAttributes, MouseEvent, Ref } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: filled ink. `quiet`: no border. */
  readonly look?: 'plain' | 'primary' | 'quiet';
  /** 28 px, or 24 px inside panels. */
  readonly size?: 'normal' | 'small';
  /** What it did is under way: pressed again it does nothing. It keeps the focus, which `disabled` would take away. */
  readonly busy?: boolean | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'normal', busy = false, className, type = 'button', ...rest } = props;
  return (
    <button
      {...rest}
      {...(busy && { 'aria-disabled': true, onClick: ignore })}
      type={type}
      data-look={look}
      data-size={size}
      className={classes(styles.button, className)}
    />
  );
}

/** Nor is a form submitted. */
function ignore(event: MouseEvent): void {
  event.preventDefault();
}
