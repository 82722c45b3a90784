/** The whole of what a place shortens, on hover and on focus. Never the only place of an information. */
import { Tooltip as Behaviour, type TooltipProps as BehaviourProps } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './tooltip.module.css';

export interface TooltipProps {
  readonly text: ReactNode;
  readonly position?: BehaviourProps['position'];
  readonly disabled?: boolean;
  readonly children: BehaviourProps['children'];
}

const openDelayMs = 300;

export function Tooltip({ text, position = 'top', disabled = false, children }: TooltipProps) {
  return (
    <Behaviour
      unstyled
      classNames={{ tooltip: styles.tooltip ?? '' }}
      label={text}
      position={position}
      disabled={disabled}
      openDelay={openDelayMs}
      events={{ hover: true, focus: true, touch: false }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Behaviour>
  );
}
