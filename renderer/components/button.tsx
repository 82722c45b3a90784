/** The one button. Filled ink is the one thing to do next: at most one in a panel. */
import type { ButtonHTMLAttributes, Ref } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: filled ink. `quiet`: no border. */
  readonly look?: 'plain' | 'primary' | 'quiet';
  /** 28 px, or 24 px inside panels. */
  readonly size?: 'normal' | 'small';
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', size = 'normal', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} data-look={look} data-size={size} className={classes(styles.button, className)} />
  );
}
