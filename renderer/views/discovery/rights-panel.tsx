/** What the user may do, as the API server said when it was asked. */
import { useTranslation } from 'react-i18next';
import type { Right } from '../../../shared/model/diagnosis.ts';
import { Panel } from '../../components/panel.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import { plainLines, plainText } from './plain-text.ts';
import styles from './rights-panel.module.css';

export interface RightsPanelProps {
  readonly rights: readonly Right[];
  readonly user: string;
  /** The namespace that is told of first. */
  readonly first: string | undefined;
}

export function RightsPanel({ rights, user, first }: RightsPanelProps) {
  const { t } = useTranslation('discovery');
  const namespaces = [...new Set(rights.map(({ namespace }) => namespace))].sort(
    (a, b) => rank(a, first) - rank(b, first),
  );
  const reasons = rights.filter(({ reason }) => reason !== '');
  return (
    <Panel title={t('rights.title', { user: plainText(user) })} note={t('rights.note')}>
      {namespaces.map((namespace) => (
        <section key={namespace} className={styles.group}>
          <h3 className={styles.place}>
            {namespace === '' ? t('rights.cluster') : t('rights.namespace', { namespace: plainText(namespace) })}
          </h3>
          <ul className={styles.grid}>
            {rights
              .filter((right) => right.namespace === namespace)
              .map((right) => (
                <RightItem key={`${right.verb} ${right.group} ${right.resource}`} right={right} />
              ))}
          </ul>
        </section>
      ))}
      {reasons.length === 0 ? null : (
        <details className={styles.reasons}>
          <summary>{t('rights.reasons')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long words scroll, and the keyboard has to reach that */}
          <pre tabIndex={0}>
            {reasons.map(({ verb, resource, reason }) => `${verb} ${resource}: ${plainLines(reason)}`).join('\n')}
          </pre>
        </details>
      )}
    </Panel>
  );
}

/** The place one looks at, then the whole cluster, then the others as they came. */
function rank(namespace: string, first: string | undefined): number {
  if (namespace === first) return 0;
  return namespace === '' ? 1 : 2;
}

function RightItem({ right: { verb, resource, allowed } }: { readonly right: Right }) {
  const { t } = useTranslation('discovery');
  const state = allowed === undefined ? 'unknown' : allowed ? 'allowed' : 'denied';
  const glyphs: Readonly<Record<typeof state, GlyphKind>> = { unknown: 'skipped', allowed: 'ok', denied: 'bad' };
  return (
    <li className={styles.right} data-state={state}>
      <StateGlyph kind={glyphs[state]} />
      <span>
        <span className="spoken">{t(`rights.${state}`)} </span>
        {plainText(`${verb} ${resource}`)}
        {state === 'unknown' ? <span className={styles.unknown}> {t('rights.unknownNote')}</span> : null}
      </span>
    </li>
  );
}
