/** The addresses that the user typed, and where their secrets are. Each is changed in a form of its own. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { Address, SecretsStatus } from '../../../shared/model/address.ts';
import { companionNames } from '../../../shared/model/companion.ts';
import { useStream } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { findContext } from '../../state/contexts-store.ts';
import { addressPath } from '../../state/routing.ts';
import { useContexts, useSettings } from '../../state/stores.tsx';
import styles from './addresses-section.module.css';
import { Row, Rows } from './rows.tsx';
import { Section, Setting } from './setting.tsx';

export function AddressesSection() {
  const { t } = useTranslation('settings');
  const { addresses, choices } = useSettings();
  const secrets = useStream((client, options) => client.addresses.secrets({}, options), []).latest;
  const { snapshot } = useContexts();
  const placeOf = ({ id, beside }: Address) => {
    const cluster = choices.find(({ choice }) => choice.kind === 'address' && choice.address === id)?.context;
    if (beside === undefined) return cluster === undefined ? undefined : t('addresses.for', { name: cluster });
    const name = findContext(snapshot, beside.context)?.name ?? beside.context;
    return t('addresses.beside', { what: companionNames[beside.kind], name: plainText(name) });
  };
  return (
    <Section section="addresses">
      <Setting id="addresses">
        <Rows label={t('item.addresses.name')} none={t('addresses.none')}>
          {addresses.map((address) => (
            <AddressRow key={address.id} address={address} secrets={secrets} place={placeOf(address)} />
          ))}
        </Rows>
        <div>
          <Button onClick={() => navigate(addressPath(undefined))}>{t('addresses.add')}</Button>
        </div>
      </Setting>
      <Setting id="secrets">
        <SecretsPlace status={secrets} />
      </Setting>
    </Section>
  );
}

interface AddressRowProps {
  readonly address: Address;
  readonly secrets: SecretsStatus | undefined;
  /** For which context's cluster it was chosen, or beside which it stands. */
  readonly place: string | undefined;
}

function AddressRow({ address, secrets, place }: AddressRowProps) {
  const { t } = useTranslation('settings');
  const { id, name, url, auth } = address;
  const parts = [
    url,
    t(`addresses.login.${auth.kind}`),
    hasSecret(address) ? placeShort(t, secrets) : t('addresses.noSecret'),
    place,
  ];
  return (
    <Row
      name={name}
      second={parts.filter((part) => part !== undefined).join(' · ')}
      actions={
        <Button size="small" aria-label={t('addresses.editNamed', { name })} onClick={() => navigate(addressPath(id))}>
          {t('addresses.edit')}
        </Button>
      }
    />
  );
}

function hasSecret({ auth, headers }: Address): boolean {
  const inLogin = auth.kind === 'basic' || auth.kind === 'bearer';
  const inKey = auth.kind === 'certificate' && auth.passphrase !== undefined;
  return inLogin || inKey || headers.some(({ kind }) => kind === 'secret');
}

function placeShort(t: TFunction<'settings'>, status: SecretsStatus | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status.place === 'keychain' ? t('secrets.keychainShort') : t('secrets.sessionShort');
}

function SecretsPlace({ status }: { readonly status: SecretsStatus | undefined }) {
  const { t } = useTranslation('settings');
  if (status === undefined) return <p>{t('secrets.unknown')}</p>;
  return (
    <div>
      <p className={styles.place}>
        <StateGlyph kind={status.place === 'keychain' ? 'ok' : 'degraded'} />
        {status.place === 'keychain' ? t('secrets.keychain') : t('secrets.session')}
      </p>
      {status.why === undefined ? null : <p className={styles.why}>{t('secrets.why', { why: status.why })}</p>}
    </div>
  );
}
