/** Selectors, each in a line. */
import { plainText } from '../../../../shared/format/plain-text.ts';
import styles from './keep-dialog.module.css';

export function SelectorList({ selectors }: { readonly selectors: readonly string[] }) {
  return (
    <ul className={styles.selectors}>
      {selectors.map((selector) => (
        <li key={selector}>
          <code>{plainText(selector)}</code>
        </li>
      ))}
    </ul>
  );
}
