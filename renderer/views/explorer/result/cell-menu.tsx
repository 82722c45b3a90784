/** What can be done with a cell, its row and its table: asked for by the right button or by the keyboard, at the place of it. */
import { Menu as Behaviour } from '@mantine/core';
import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './cell-menu.module.css';
import type { CellPlace } from './grid-column.ts';

export interface CellAction {
  readonly label: string;
  readonly run: () => void;
  /** A line stands before it. */
  readonly apart?: boolean;
}

export interface CellMenuProps {
  readonly place: CellPlace;
  readonly actions: readonly CellAction[];
  readonly onClose: () => void;
}

const names = {
  dropdown: styles.dropdown ?? '',
  item: styles.item ?? '',
  itemLabel: styles.itemLabel ?? '',
} as const;

export function CellMenu({ place, actions, onClose }: CellMenuProps) {
  const { t } = useTranslation('result');
  const before = useRef(document.activeElement);
  // Back to the cell, once the menu is gone.
  useEffect(() => {
    const cell = before.current;
    return () => {
      if (cell instanceof HTMLElement && cell.isConnected) cell.focus({ preventScroll: true });
    };
  }, []);
  return (
    <Behaviour
      unstyled
      classNames={names}
      opened
      onClose={onClose}
      position="bottom-start"
      offset={0}
      transitionProps={{ duration: 0 }}
    >
      <Behaviour.Target>
        {/* What the menu hangs on: a button, since only one may say that it opens a menu. */}
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('menu.label')}
          className={styles.place}
          style={{ left: place.x, top: place.y }}
        />
      </Behaviour.Target>
      <Behaviour.Dropdown aria-label={t('menu.label')} aria-labelledby={undefined}>
        {actions.map(({ label, run, apart = false }) => (
          <Fragment key={label}>
            {apart ? <Behaviour.Divider className={styles.divider ?? ''} /> : null}
            <Behaviour.Item onClick={run}>{label}</Behaviour.Item>
          </Fragment>
        ))}
      </Behaviour.Dropdown>
    </Behaviour>
  );
}
