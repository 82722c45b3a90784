/** The form as a whole: its panels, asking the server once, saving, removing. */
import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { Address, Beside } from '../../../shared/model/address.ts';
import { companionNames } from '../../../shared/model/companion.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient, useStream } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { TextField } from '../../components/text-field.tsx';
import { besideViewPath, contextPath } from '../../state/routing.ts';
import { useConnections, useTellAsking } from '../../state/stores.tsx';
import {
  type AddressForm,
  checkForm,
  type FieldErrors,
  type FieldName,
  fieldOf,
  formOf,
  inputOf,
  isElsewhere,
  originOf,
} from './address-form.ts';
import styles from './address-view.module.css';
import fields from './fields.module.css';
import type { FormPart } from './form-part.ts';
import { HeadersPanel } from './headers-panel.tsx';
import { LoginPanel } from './login-panel.tsx';
import { RemoveButton } from './remove-button.tsx';
import type { Keeping } from './secret-field.tsx';
import { SecretsPanel } from './secrets-panel.tsx';
import { TestResult } from './test-result.tsx';
import { useAddressWork, type Work } from './use-address-work.ts';

export interface AddressFormPageProps {
  /** What is kept; undefined for a new one. */
  readonly address: Address | undefined;
  /** Whose cluster a new one is for, or beside which it stands. */
  readonly context: ContextSummary | undefined;
  /** Of an Alertmanager or a Pushgateway. */
  readonly beside: Beside | undefined;
}

export function AddressFormPage({ address, context, beside }: AddressFormPageProps) {
  const { t } = useTranslation('address');
  const [form, setForm] = useState(() => formOf(address));
  const { work, start, cancel, forget } = useAddressWork();
  const { part, checked, place } = useFormPart(form, address, work, (patch) => {
    setForm((before) => ({ ...before, ...patch }));
    forget();
  });
  const element = useRef<HTMLFormElement>(null);
  const foot = useInSight(work);
  const { test, save, remove } = useActions({ form, address, context, beside, start });
  const ifGood = (go: () => void) => {
    if (checked()) go();
    // After the errors are drawn: to the first one.
    else requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ifGood(save);
  };
  const busy = work.kind === 'busy';
  useTellAsking(work.kind === 'busy' && work.what === 'test');
  return (
    <div className={styles.scroller}>
      <div className={styles.page}>
        <form ref={element} className={styles.column} noValidate autoComplete="off" onSubmit={submit}>
          <Head {...{ address, context, beside }} />
          <ServerPanel {...part} isBeside={beside !== undefined} />
          <LoginPanel {...part} />
          <HeadersPanel {...part} />
          {beside === undefined ? <QueriesPanel {...part} /> : null}
          <TlsPanel {...part} />
          <div ref={foot} className={styles.foot}>
            <TestResult work={work} url={form.url.trim()} onCancel={cancel} />
            <div className={styles.actions}>
              <Button type="submit" look="primary" busy={busy}>
                {t(address === undefined && beside === undefined ? 'action.saveAndConnect' : 'action.save')}
              </Button>
              <Button busy={busy} onClick={() => ifGood(test)}>
                {t('test.button')}
              </Button>
              <Button onClick={() => window.history.back()}>{t('action.cancel')}</Button>
              {address === undefined ? null : <RemoveButton name={address.name} busy={busy} onRemove={remove} />}
            </div>
          </div>
        </form>
        <div className={styles.side}>
          <SecretsPanel status={place} origin={originOf(form.url)} />
        </div>
      </div>
    </div>
  );
}

/** The form is longer than most windows: what came of a test is brought into sight, and the buttons with it. */
function useInSight(work: Work): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (work.kind !== 'none') element.current?.scrollIntoView({ block: 'nearest' });
  }, [work]);
  return element;
}

function Head({ address, context, beside }: AddressFormPageProps) {
  const { t } = useTranslation('address');
  if (beside !== undefined) {
    const what = companionNames[beside.kind];
    return (
      <div className={styles.head}>
        <h1 className={styles.verdict}>{t('verdict.beside', { what, name: context?.name ?? beside.context })}</h1>
        <p className={styles.reading}>{t('reading.beside', { what })}</p>
      </div>
    );
  }
  const kind = address !== undefined ? 'edit' : context === undefined ? 'new' : 'forContext';
  return (
    <div className={styles.head}>
      <h1 className={styles.verdict}>{t(`verdict.${kind}`, { name: address?.name ?? context?.name ?? '' })}</h1>
      <p className={styles.reading}>{t(`reading.${kind}`)}</p>
    </div>
  );
}

/** What the panels are given, whether the form is without errors, and where secrets go. */
function useFormPart(
  form: AddressForm,
  address: Address | undefined,
  work: Work,
  change: (patch: Partial<AddressForm>) => void,
) {
  const { t } = useTranslation('address');
  const errorText = useErrorText();
  const [shown, setShown] = useState(false);
  const secrets = useStream((client, options) => client.addresses.secrets({}, options), []);
  const errors: FieldErrors = checkForm(form, address);
  const refusal = work.kind === 'failed' ? work.error : undefined;
  const initial = formOf(address);
  const errorAt = (field: FieldName): string | undefined => {
    const error = shown ? errors.get(field) : undefined;
    if (error !== undefined) return t(`error.${error}`);
    return refusal !== undefined && fieldOf(refusal, form) === field ? errorText(refusal).verdict : undefined;
  };
  const elsewhere = isElsewhere(form, address) && address !== undefined ? originOf(address.url) : undefined;
  const keepingOf = (field: FieldName): Keeping => ({
    isKept: isKeptAt(initial, form, field),
    // A passphrase opens a file of this computer, and is sent nowhere.
    elsewhere: field === 'passphrase' ? undefined : elsewhere,
    place: secrets.latest?.place ?? 'keychain',
  });
  const checked = () => {
    setShown(true);
    return errors.size === 0;
  };
  const part: FormPart = { form, change, errorAt, keepingOf };
  return { part, checked, place: secrets.latest };
}

/** Whether a secret of this field was kept when the form was opened. */
function isKeptAt(initial: AddressForm, form: AddressForm, field: FieldName): boolean {
  if (field === 'password' || field === 'token' || field === 'passphrase') return initial[field].kept;
  const [what, key] = field.split(' ');
  const header = what === 'headerValue' ? initial.headers.find((one) => one.key === Number(key)) : undefined;
  const now = form.headers.find((one) => one.key === header?.key);
  // Under another name it is another header's secret.
  return header?.value.kept === true && header.name.toLowerCase() === now?.name.trim().toLowerCase();
}

interface ActionsInput extends AddressFormPageProps {
  readonly form: AddressForm;
  readonly start: ReturnType<typeof useAddressWork>['start'];
}

function useActions({ form, address, context, beside, start }: ActionsInput) {
  const client = useClient();
  const connections = useConnections();
  /** Shows what was saved: the cluster's context, or the address's own. */
  const show = async (id: ContextId, connect: boolean) => {
    const kind = connections.get(id)?.state.kind ?? 'idle';
    // It is saved: where connecting cannot even begin, the page that follows says so and can be told to try again.
    if (connect && kind !== 'connected' && kind !== 'degraded')
      await failureOf(client.connections.connect({ context: id }));
    navigate(contextPath(id));
  };
  const input = () => inputOf(form, address, beside);
  return {
    test: () => start('test', (signal) => client.addresses.test({ address: input() }, { signal })),
    save: () =>
      start('save', async (signal) => {
        if (beside !== undefined) {
          await client.addresses.save({ address: input() }, { signal });
          navigate(besideViewPath(beside));
          return undefined;
        }
        const target = context === undefined ? {} : { context: context.id };
        const id = await client.addresses.save({ address: input(), ...target }, { signal });
        await show(context?.id ?? (`address::${id}` as ContextId), address === undefined);
        return undefined;
      }),
    remove: () =>
      start('remove', async (signal) => {
        if (address !== undefined) await client.addresses.remove({ id: address.id }, { signal });
        navigate(beside === undefined ? '/' : besideViewPath(beside));
        return undefined;
      }),
  };
}

function ServerPanel({ form, change, errorAt, isBeside }: FormPart & { readonly isBeside: boolean }) {
  const { t } = useTranslation('address');
  const hasSecrets = form.login === 'basic' || form.login === 'bearer' || form.headers.some(({ secret }) => secret);
  const legible = hasSecrets && /^http:/i.test(form.url.trim());
  return (
    <Panel title={t('server.title')}>
      <div className={fields.rows}>
        <TextField
          label={t('server.url')}
          hint={t(isBeside ? 'server.besideUrlHint' : 'server.urlHint')}
          problem={errorAt('url')}
          text={form.url}
          onChange={(url) => change({ url })}
          maxLength={2048}
          inputMode="url"
        />
        {legible ? <p className={fields.warning}>{t('server.plainHttp')}</p> : null}
        <TextField
          label={t('server.name')}
          hint={t('server.nameHint')}
          text={form.name}
          onChange={(name) => change({ name })}
          maxLength={200}
        />
      </div>
    </Panel>
  );
}

function QueriesPanel({ form, change, errorAt }: FormPart) {
  const { t } = useTranslation('address');
  return (
    <Panel title={t('queries.title')}>
      <div className={fields.rows}>
        <TextField
          label={t('queries.matchers')}
          hint={t('queries.matchersHint')}
          problem={errorAt('matchers')}
          text={form.matchers}
          onChange={(matchers) => change({ matchers })}
          maxLength={4096}
        />
      </div>
    </Panel>
  );
}

function TlsPanel({ form, change }: FormPart) {
  const { t } = useTranslation('address');
  const risk = useId();
  return (
    <Panel title={t('tls.title')}>
      <div className={fields.rows}>
        <div className={fields.pair}>
          <TextField
            label={t('tls.caFile')}
            hint={t('tls.caFileHint')}
            text={form.caFile}
            onChange={(caFile) => change({ caFile })}
            maxLength={4096}
          />
          <TextField
            label={t('tls.serverName')}
            hint={t('tls.serverNameHint')}
            text={form.tlsServerName}
            onChange={(tlsServerName) => change({ tlsServerName })}
            maxLength={4096}
          />
        </div>
        <div>
          <label className={fields.check}>
            <input
              type="checkbox"
              checked={form.insecureSkipTlsVerify}
              onChange={(event) => change({ insecureSkipTlsVerify: event.target.checked })}
              aria-describedby={risk}
            />
            {t('tls.skip')}
          </label>
          <p id={risk} className={fields.hint} data-warning={form.insecureSkipTlsVerify}>
            {t('tls.skipRisk')}
          </p>
        </div>
      </div>
    </Panel>
  );
}
