/** Addresses over the settings and the keychain, opened through the network. A secret goes only to the origin that it was typed for. */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/base/errors.ts';
import type {
  Address,
  AddressId,
  AddressInput,
  AddressTest,
  Beside,
  CompanionTest,
  SecretRef,
} from '../../../shared/model/address.ts';
import { withDeadline } from '../base/deadline.ts';
import type { OpenTypedCompanion, TypedCompanion } from '../kube/companions/typed-companion.ts';
import type { HttpPool, OpenHttpPool } from '../network/network.ts';
import type { LogSink } from '../ports.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { SettingsService } from '../settings/settings-service.ts';
import type { OpenedServer, ProbedServer, ProbeServer } from '../sources/source.ts';
import { type OpenAddress, readMaterial } from './address-material.ts';
import {
  type SecretSource,
  type Slot,
  seal,
  secretMissing,
  slotsOf,
  sourcesOf,
  unseal,
  withSecrets,
} from './address-secrets.ts';
import { prefixCandidates } from './address-url.ts';
import type { Addresses } from './addresses.ts';
import { checkAddress, normalMatchers } from './check-address.ts';

export interface AddressesOptions {
  readonly settings: SettingsService;
  readonly secrets: Secrets;
  readonly openHttp: OpenHttpPool;
  readonly probe: ProbeServer;
  /** Of one that stands beside a context. */
  readonly openCompanion: OpenTypedCompanion;
  readonly homeDir: string;
  readonly log: LogSink;
  /** A new name each time, of letters, digits, `-` and `_`. */
  readonly newId?: () => string;
}

/** Of a whole probe: a name to look up, a proxy, a handshake, and a few paths to ask. */
const probeTimeoutMs = 15_000;

/** As the contract's schema has it. */
const mostAddresses = 500;

const randomId = () => randomBytes(9).toString('base64url');

type Context = Required<AddressesOptions>;

interface Replaced {
  readonly id: AddressId;
  /** References that nothing uses any more. */
  readonly unused: readonly SecretRef[];
}

export function createAddresses(options: AddressesOptions): Addresses {
  const context: Context = { newId: randomId, ...options };
  const { settings, secrets, log } = context;
  return {
    async save(typed, signal) {
      const input = checkAddress(typed);
      const sources = sourcesOf(input, existingOf(context, input));
      const { address, added } = await keepSecrets(context, input, sources, signal);
      try {
        const { id, unused } = replaceAddress(context, input.id, address);
        log.write('info', 'addresses', 'saved', { address: id });
        // A file that could not be written still names the old ones.
        if (isWritten(settings)) await removeAll(secrets, unused);
        return id;
      } catch (error) {
        await removeAll(secrets, added);
        throw error;
      }
    },
    async remove(id) {
      let unused: readonly SecretRef[] = [];
      settings.change((current) => {
        // What stands beside it is of nobody then.
        const goes = (one: Address) => one.id === id || one.beside?.context === `address::${id}`;
        unused = current.addresses.filter(goes).flatMap((one) => [...slotsOf(one).values()]);
        return {
          ...current,
          addresses: current.addresses.filter((one) => !goes(one)),
          choices: current.choices.filter(({ choice }) => choice.kind !== 'address' || choice.address !== id),
        };
      });
      log.write('info', 'addresses', 'removed', { address: id });
      await removeAll(secrets, unused);
    },
    async test(typed, signal) {
      const input = checkAddress(typed);
      const sources = sourcesOf(input, existingOf(context, input));
      const address = await filled(context, input, sources, signal);
      if (input.beside !== undefined) return testCompanion(context, { ...address, beside: input.beside }, signal);
      const { pool, found } = await openServer(context, address, signal);
      await pool.close();
      const { version, engine, pathPrefix, answerMs, newestSampleMs } = found;
      return { version, engine, pathPrefix, answerMs, newestSampleMs } satisfies AddressTest;
    },
    async open(id, signal) {
      const kept = addressOf(context, id);
      const address = { ...kept, matchers: normalMatchers(kept.matchers) };
      const { pool, found } = await openServer(context, await withKept(context, address, signal), signal);
      return opened(address, pool, found);
    },
    beside: (place) => settings.snapshot().settings.addresses.find(({ beside }) => isBeside(beside, place)),
    async openBeside(id, signal) {
      const address = addressOf(context, id);
      const { beside } = address;
      if (beside === undefined) throw unknownAddress(id);
      return openCompanion(context, { ...(await withKept(context, address, signal)), beside }, signal);
    },
  };
}

function addressOf({ settings }: Context, id: AddressId): Address {
  const found = settings.snapshot().settings.addresses.find((one) => one.id === id);
  if (found === undefined) throw unknownAddress(id);
  return found;
}

function existingOf(context: Context, { id }: AddressInput): Address | undefined {
  return id === undefined ? undefined : addressOf(context, id);
}

function unknownAddress(id: AddressId): AppError {
  return new AppError('address.unknown', 'This address was removed.', { details: { address: id } });
}

/** The secrets that were typed, under new references; in case of failure or cancellation none of them stays. */
async function keepSecrets(
  { secrets, newId }: Context,
  input: AddressInput,
  sources: ReadonlyMap<Slot, SecretSource>,
  signal: AbortSignal,
): Promise<{ readonly address: Address; readonly added: readonly SecretRef[] }> {
  const id = input.id ?? (newId() as AddressId);
  const references = new Map<Slot, SecretRef>();
  const added: SecretRef[] = [];
  try {
    for (const [slot, source] of sources) {
      if ('kept' in source) {
        references.set(slot, source.kept);
        continue;
      }
      const [kind] = slot.split(' ');
      const reference = `address/${id}/${kind}/${newId()}` as SecretRef;
      await secrets.set(reference, seal(slot, input, source.typed), signal);
      added.push(reference);
      references.set(slot, reference);
    }
  } catch (error) {
    await removeAll(secrets, added);
    throw error;
  }
  return { address: { ...input, id, ...withSecrets(input, (slot) => references.get(slot)) }, added };
}

/** @throws AppError address.unknown where it was removed meanwhile; rpc.badInput where there are too many */
function replaceAddress({ settings }: Context, given: AddressId | undefined, address: Address): Replaced {
  let unused: readonly SecretRef[] = [];
  settings.change((current) => {
    const before = current.addresses.find(({ id }) => id === given);
    if (given !== undefined && before === undefined) throw unknownAddress(given);
    // Another one of its kind that stands beside the same context goes.
    const isReplaced = (one: Address) => one.id !== given && isBeside(one.beside, address.beside);
    const addresses = current.addresses.filter((one) => !isReplaced(one));
    const used = new Set(slotsOf(address).values());
    unused = [...current.addresses.filter(isReplaced), ...(before === undefined ? [] : [before])]
      .flatMap((one) => [...slotsOf(one).values()])
      .filter((reference) => !used.has(reference));
    if (before !== undefined)
      return { ...current, addresses: addresses.map((one) => (one.id === given ? address : one)) };
    if (addresses.length >= mostAddresses) throw tooMany();
    return { ...current, addresses: [...addresses, address] };
  });
  return { id: address.id, unused };
}

function tooMany(): AppError {
  const reason = `there are ${mostAddresses} addresses already`;
  return new AppError('rpc.badInput', `The address was not taken: ${reason}.`, {
    details: { method: 'addresses.save', reason },
  });
}

function isWritten(settings: SettingsService): boolean {
  const code = settings.snapshot().problem?.code;
  return code !== 'settings.unwritable' && code !== 'settings.future';
}

async function removeAll(secrets: Secrets, references: readonly SecretRef[]): Promise<void> {
  for (const reference of references) await secrets.remove(reference);
}

/** @throws AppError address.secretMissing, secrets.unavailable; CancelledError */
async function filled(
  { secrets }: Context,
  address: Address | AddressInput,
  sources: ReadonlyMap<Slot, SecretSource>,
  signal: AbortSignal,
): Promise<OpenAddress> {
  const texts = new Map<Slot, string>();
  for (const [slot, source] of sources) {
    const text = 'typed' in source ? source.typed : await keptSecret(secrets, address, slot, source.kept, signal);
    texts.set(slot, text);
  }
  return { ...address, ...withSecrets<unknown, string>(address, (slot) => texts.get(slot)) };
}

async function keptSecret(
  secrets: Secrets,
  address: Pick<Address, 'name' | 'url'>,
  slot: Slot,
  reference: SecretRef,
  signal: AbortSignal,
): Promise<string> {
  const sealed = await secrets.get(reference, signal);
  const text = sealed === undefined ? undefined : unseal(slot, address, sealed);
  if (text === undefined) throw secretMissing(address.name, slot);
  return text;
}

/** With the secrets that are kept for it. */
function withKept(context: Context, address: Address, signal: AbortSignal): Promise<OpenAddress> {
  const sources = new Map([...slotsOf(address)].map(([slot, reference]) => [slot, { kept: reference }]));
  return filled(context, address, sources, signal);
}

async function openPool(
  { openHttp, homeDir }: Context,
  address: OpenAddress,
  signal: AbortSignal,
): Promise<{ readonly url: URL; readonly pool: HttpPool }> {
  const { headers, tls } = await readMaterial(address, homeDir, signal);
  const url = new URL(address.url);
  return { url, pool: openHttp({ url, headers, ...(tls !== undefined && { tls }) }) };
}

/** The pool is the caller's where the server answered. */
async function openServer(
  context: Context,
  address: OpenAddress,
  signal: AbortSignal,
): Promise<{ readonly pool: HttpPool; readonly found: ProbedServer }> {
  const { probe } = context;
  const { url, pool } = await openPool(context, address, signal);
  try {
    const at = { dispatcher: pool.requester, origin: url.origin };
    const prefixes = prefixCandidates(address.url);
    const paths = { prefixes, onlyPrefixes: url.pathname !== '/', takesAgents: true };
    const { url: target, matchers } = address;
    const found = await probe(at, { signal, timeoutMs: probeTimeoutMs, target, ...paths, matchers });
    return { pool, found };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function opened({ url, matchers }: Address, pool: HttpPool, found: ProbedServer): OpenedServer {
  const { pathPrefix, version, engine } = found;
  const { origin } = new URL(url);
  const endpoint = { origin, pathPrefix, matchers, lasting: pool.lasting };
  return {
    endpoint: { ...endpoint, dispatcher: pool.requester },
    urgentEndpoint: { ...endpoint, dispatcher: pool.urgent },
    onBroken: pool.onBroken,
    server: () => ({ transport: 'address', url, service: undefined, version, engine, pathPrefix }),
    close: () => pool.close(),
  };
}

type BesideAddress = OpenAddress & { readonly beside: Beside };

async function openCompanion(context: Context, address: BesideAddress, signal: AbortSignal): Promise<TypedCompanion> {
  const { kind } = address.beside;
  const place = await openPool(context, address, signal);
  const { origin } = place.url;
  const seconds = probeTimeoutMs / 1000;
  const late = () =>
    new AppError('companion.timeout', `${origin} did not answer within ${seconds} s.`, {
      details: { target: origin, seconds },
      retryable: true,
    });
  return withDeadline(signal, probeTimeoutMs, late, (limited) =>
    context.openCompanion(place, { kind, signal: limited }),
  );
}

async function testCompanion(context: Context, address: BesideAddress, signal: AbortSignal): Promise<CompanionTest> {
  const beginMs = performance.now();
  const opened = await openCompanion(context, address, signal);
  const answerMs = performance.now() - beginMs;
  await opened.close();
  const { version, foundPrefix: pathPrefix } = opened;
  return { companion: address.beside.kind, version, pathPrefix, answerMs };
}

function isBeside(one: Beside | undefined, other: Beside | undefined): boolean {
  return one !== undefined && one.context === other?.context && one.kind === other.kind;
}
