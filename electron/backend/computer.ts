/**
 * This computer as a context that is connected by itself: its exporters, what they are scraped by, and whether that is wanted. Knows nothing
 * of connections but how one is opened.
 */
import { errorText } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Exporter } from '../../shared/model/exporter.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Connections } from './connections/connections.ts';
import type { OpenFromHere } from './connections/open-prometheus.ts';
import { computerContextId } from './contexts/context-id.ts';
import { folderName } from './history/service/history-identity.ts';
import type { OpenHttpPool } from './network/network.ts';
import { type OpenScrapedDeps, openScraped } from './open-scraped.ts';
import { binnacleFamilies, type KeptHere } from './scrape/computer/binnacle-families.ts';
import { type ComputerPlan, computerOrigin, createComputerPlan } from './scrape/computer/computer-plan.ts';
import { createInProcessExporter } from './scrape/computer/in-process-exporter.ts';
import { createMachineReader } from './scrape/computer/machine-families.ts';
import { processFamilies } from './scrape/computer/process-families.ts';
import type { ScrapedSource } from './scrape/scraped-source.ts';
import type { SettingsService } from './settings/settings-service.ts';

export interface ComputerDeps extends OpenScrapedDeps {
  readonly settings: Pick<SettingsService, 'snapshot' | 'onDidChange'>;
  readonly openHttp: OpenHttpPool;
  /** How many contexts are connected, and are to be. */
  readonly connected: () => { readonly live: number; readonly all: number };
}

export interface Computer {
  /** Undefined for every other context. */
  fromHere(id: ContextId): OpenFromHere | undefined;
  /** Connects it where it is to be recorded, now and whenever the settings say so from then on. */
  follow(connections: Pick<Connections, 'connect' | 'disconnect'>): void;
}

/** What is kept is looked at so often for series of its own; a page that shows it looks by itself. */
const keptEveryMs = 60_000;

export function createComputer(deps: ComputerDeps): Computer {
  const { settings } = deps;
  const current = () => settings.snapshot().settings;
  const kept = keptLooker(deps);
  let scraped: ScrapedSource | undefined;
  let plan: ComputerPlan | undefined;
  const machine = createInProcessExporter(createMachineReader(process.platform, deps.clock));
  const binnacle = createInProcessExporter(async () => [
    ...binnacleFamilies({
      ...{ version: deps.version, kept: kept.look(), load: scraped?.load(), connections: deps.connected() },
    }),
    ...(await processFamilies(process.platform)),
  ]);

  const open: OpenFromHere = async ({ own, onOtherChosen }) => {
    const made = createComputerPlan({ machine, binnacle, openHttp: deps.openHttp }, current().exporters);
    own(() => made.close());
    const opened = await openScraped(computerContextId, made.plan(), deps, onOtherChosen);
    own(async () => {
      plan = undefined;
      scraped = undefined;
      await opened.close();
    });
    plan = made;
    scraped = opened.scraped;
    // Of settings that changed meanwhile.
    made.setExporters(current().exporters);
    if (scraped !== undefined) void scrapeAtOnce(scraped, deps);
    return opened;
  };

  return {
    fromHere: (id) => (id === computerContextId ? open : undefined),
    follow(connections) {
      let was = partOf(current());
      if (was.record) connections.connect(computerContextId);
      settings.onDidChange((snapshot) => {
        const is = partOf(snapshot.settings);
        const before = was;
        was = is;
        if (is.record && !before.record) connections.connect(computerContextId);
        if (!is.record && before.record) void connections.disconnect(computerContextId);
        if (is.exporters !== before.exporters) plan?.setExporters(snapshot.settings.exporters);
      });
    },
  };
}

/** A newcomer sees something in the first second, not in the fifth. What fails is said by the targets. */
async function scrapeAtOnce({ targets }: ScrapedSource, { log }: Pick<ComputerDeps, 'log'>): Promise<void> {
  const never = new AbortController().signal;
  try {
    const read = await targets.read(never);
    await Promise.all(read.targets.map(({ key }) => targets.scrapeNow?.(key, never)));
  } catch (error) {
    log.write('debug', 'scrape', `this computer is not scraped at once: ${errorText(error)}`);
  }
}

/** The exporters as a text: settings are read anew, and are then other objects. */
function partOf({ computer, exporters }: Settings) {
  return { record: computer.record, exporters: JSON.stringify(exporters satisfies readonly Exporter[]) };
}

/** Never waited for: a scrape tells what the look before found. */
function keptLooker({ history, clock, log }: ComputerDeps) {
  let found: KeptHere | undefined;
  let nextMs = 0;
  const never = new AbortController().signal;
  const lookNow = async () => {
    try {
      const { series, bytes } = await history.lookAt(folderName(computerOrigin), never).describe();
      found = { series, bytes };
    } catch (error) {
      log.write('debug', 'scrape', `what is kept of this computer is not known: ${errorText(error)}`);
    }
  };
  return {
    look(): KeptHere | undefined {
      const nowMs = clock.monotonic();
      if (nowMs >= nextMs) {
        nextMs = nowMs + keptEveryMs;
        void lookNow();
      }
      return found;
    },
  };
}
