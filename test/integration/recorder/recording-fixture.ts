/** The backend as it is, connected to real Prometheuses by addresses, and what of them is in its records. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltServices, buildServices } from '../../../electron/backend/build-services.ts';
import { addressContextId } from '../../../electron/backend/contexts/context-id.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import type { RecorderTiming } from '../../../electron/backend/recorder/timing.ts';
import { usualTiming } from '../../../electron/backend/recorder/timing.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { type StoredSamples, storedSamples } from '../../support/history/stored-samples.ts';
import { readSamples } from '../../support/remote-read.ts';
import { type Front, startFront } from '../../support/servers/front.ts';
import { quick, testPorts } from '../connections-fixture.ts';

/** Close together, so that a gap of seconds is one. */
export const closeTiming: RecorderTiming = {
  ...usualTiming,
  ...{ lookEveryMs: 300, overlapMs: 3000, catchUpMs: 2000, restMs: 300, yieldEveryMs: 20 },
  backoff: { firstMs: 100, mostMs: 500 },
};

export const everything = [{ id: 'r', name: 'Everything', selectors: ['{__name__=~".+"}'], isOn: true }];

/** A server that may stop and come back elsewhere, under one address. */
export interface Place extends Front {
  /** Where the server is from now on. */
  leadTo(port: number): void;
}

export async function startPlace(port: number): Promise<Place> {
  const options = { to: port };
  const front = await startFront(options);
  return {
    ...front,
    leadTo(next) {
      options.to = next;
    },
  };
}

export interface RunningBackend extends BuiltServices {
  /** Of the address with that index. */
  context(index?: number): ContextId;
  /** Beside the backend's own, as another Binnacle looks. */
  readonly looks: HistoryService;
}

function addressOf(url: string, index: number): Address {
  return {
    ...{ id: `a${index}` as AddressId, name: `server ${index}`, url, headers: [], auth: { kind: 'none' } },
    ...{ insecureSkipTlsVerify: false, matchers: '' },
  };
}

/** @param now of this computer's clock, which may be wrong */
export function startBackend(
  dataDir: string,
  urls: readonly string[],
  timing = closeTiming,
  now: () => number = Date.now,
): RunningBackend {
  const usual = testPorts(dataDir, { addresses: urls.map(addressOf) });
  const ports = { ...usual, clock: { ...usual.clock, now } };
  const services = buildServices(ports, { timing: quick, recording: timing });
  const context = (index = 0) => addressContextId(`a${index}` as AddressId);
  for (const [index] of urls.entries()) services.connections.connect(context(index));
  const looks = createHistoryService({ dataDir, log: ports.log, workerUrl: ports.workerUrl });
  return { ...services, context, looks };
}

export async function stopBackend(services: RunningBackend): Promise<void> {
  services.stopWatching();
  await services.close();
  await services.looks.close();
}

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-recording-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** By the record, whoever writes it. */
export async function coverageOf(
  services: Pick<RunningBackend, 'looks'>,
  source: string,
  window: { readonly startMs: number; readonly endMs: number },
): Promise<readonly CoverageSpan[]> {
  const [found] = await services.looks.lookAt(source, new AbortController().signal).spans(window);
  return found?.spans ?? [];
}

/** After its writer was closed. */
function recorded(dataDir: string, source: string): StoredSamples {
  return storedSamples(sourceFiles(dataDir, source), { allowTwice: true });
}

/** Of the window, both ends inclusive; series without samples in it are left out. */
function within(samples: StoredSamples, fromMs: number, toMs: number): StoredSamples {
  const parts = [...samples].map(
    ([series, values]) =>
      [series, new Map([...values].filter(([timeMs]) => timeMs >= fromMs && timeMs <= toMs))] as const,
  );
  const rising = parts.filter(([, values]) => values.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(rising.map(([series, values]) => [series, new Map([...values].sort(([a], [b]) => a - b))]));
}

/** How many samples of the window are not in both, or are others, and how many there are. */
export async function difference(
  url: string,
  dataDir: string,
  source: string,
  [fromMs, toMs]: readonly [number, number],
  isMeant: (series: string) => boolean = () => true,
): Promise<{ readonly samples: number; readonly missing: readonly string[]; readonly surplus: readonly string[] }> {
  const meant = (samples: StoredSamples) =>
    flat(within(new Map([...samples].filter(([series]) => isMeant(series))), fromMs, toMs));
  const theirs = meant(await readSamples(url, { fromMs, toMs }));
  const ours = meant(recorded(dataDir, source));
  const missing = [...theirs].filter(([key, value]) => ours.get(key) !== value).map(([key]) => key);
  const surplus = [...ours.keys()].filter((key) => !theirs.has(key));
  return { samples: theirs.size, missing: missing.slice(0, 5), surplus: surplus.slice(0, 5) };
}

function flat(samples: StoredSamples): ReadonlyMap<string, string> {
  return new Map(
    [...samples].flatMap(([series, values]) => [...values].map(([timeMs, value]) => [`${series} ${timeMs}`, value])),
  );
}
