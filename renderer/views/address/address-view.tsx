/**
 * The form of a server's address: a new one, one for the cluster of a context or for what stands beside its Prometheus, or one that is kept. Secrets that are kept are never shown;
 * what is typed lives in this page until it is sent, and nowhere else.
 */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { useStore } from 'zustand';
import type { AddressId, Beside } from '../../../shared/model/address.ts';
import type { CompanionKind } from '../../../shared/model/companion.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { findContext } from '../../state/contexts-store.ts';
import { useContexts, useSettings, useStores } from '../../state/stores.tsx';
import { AddressFormPage } from './address-form-page.tsx';
import styles from './address-view.module.css';

export interface AddressViewProps {
  /** Undefined: a new one. */
  readonly id: AddressId | undefined;
  /** Whose cluster a new one is for. */
  readonly context: ContextId | undefined;
  /** It is that of the context's Alertmanager or Pushgateway, new or not. */
  readonly beside: CompanionKind | undefined;
}

export function AddressView({ id, context, beside: kind }: AddressViewProps) {
  const { t } = useTranslation('address');
  const { addresses } = useSettings();
  const known = useStore(useStores().settings, (state) => state.known);
  const { snapshot } = useContexts();
  const wanted = id === undefined && kind !== undefined && context !== undefined ? { context, kind } : undefined;
  const address = addresses.find((one) => (wanted === undefined ? one.id === id : isBeside(one.beside, wanted)));
  // Until the host has told what it keeps, nothing can be said of it; nor of whose cluster it is for.
  if (!known || (context !== undefined && snapshot === undefined)) return null;
  if (id !== undefined && address === undefined) {
    return (
      <div className={styles.scroller}>
        <div className={styles.head}>
          <h1 className={styles.verdict}>{t('verdict.unknown')}</h1>
          <p className={styles.reading}>{t('reading.unknown')}</p>
          <div className={styles.actions}>
            <Button onClick={() => navigate('/')}>{t('action.back')}</Button>
          </div>
        </div>
      </div>
    );
  }
  const beside = wanted ?? address?.beside;
  const whose = beside?.context ?? (id === undefined ? context : undefined);
  const forContext = whose === undefined ? undefined : findContext(snapshot, whose);
  return (
    <AddressFormPage
      // Saving a new one makes it known, and is not done by then.
      key={`${id ?? ''} ${whose ?? ''} ${beside?.kind ?? ''}`}
      {...{ address, beside }}
      context={forContext}
    />
  );
}

function isBeside(one: Beside | undefined, wanted: Beside): boolean {
  return one?.context === wanted.context && one.kind === wanted.kind;
}
