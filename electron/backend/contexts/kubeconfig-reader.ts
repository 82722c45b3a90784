/** Reads kubeconfig files again and again: what has not changed is not parsed again, and of a folder's files only kubeconfigs count. */
import { createHash } from 'node:crypto';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { isSettled, type Look, lookAt } from './file-signature.ts';
import { type Kubeconfig, parseKubeconfig, readKubeconfig } from './kubeconfig-file.ts';
import type { FilePlace } from './kubeconfig-places.ts';
import type { SlowDisk } from './slow-disk.ts';

export interface ReadFile {
  readonly place: FilePlace;
  /** undefined: a folder's file that is no kubeconfig. */
  readonly kubeconfig: Kubeconfig | undefined;
  /** Of just before it was read (file-signature.ts). */
  readonly signature: string;
}

export interface KubeconfigReader {
  /** Never rejects. */
  read(place: FilePlace): Promise<ReadFile>;
  /** Forgets what it knows of other files. */
  keepOnly(places: readonly FilePlace[]): void;
}

interface Known {
  /** A hash, since the bytes hold secrets and what was parsed holds them already. */
  readonly digest: string;
  readonly kubeconfig: Kubeconfig;
  /** Of a look that suffices to know that the file is the same; undefined where it was written to just before. */
  readonly signature: string | undefined;
}

const none = { clusters: new Map(), users: new Map(), contexts: new Map() };

/** What stands for a folder's file that is none. */
const notOne: Kubeconfig = { ...none, problem: undefined };

export function createKubeconfigReader(disk: SlowDisk, nowMs: () => number = Date.now): KubeconfigReader {
  let known = new Map<string, Known>();

  function parserFor(place: FilePlace, look: Look): typeof parseKubeconfig {
    const key = keyOf(place);
    const signature = isSettled(look, nowMs()) ? look.signature : undefined;
    return (shown, bytes, absolute) => {
      const digest = createHash('sha256').update(bytes).digest('base64');
      const before = known.get(key);
      const isOne = !place.inFolder || looksLikeOne(bytes);
      const parse = () => (isOne ? parseKubeconfig(shown, bytes, absolute) : notOne);
      const kubeconfig = before?.digest === digest ? before.kubeconfig : parse();
      known.set(key, { digest, kubeconfig, signature });
      return kubeconfig;
    };
  }

  async function readNow(place: FilePlace): Promise<ReadFile> {
    const { path, absolute, inFolder } = place;
    // Before the file is read: what is written meanwhile is seen at the next look.
    const look = place.look ?? (await lookAt(absolute));
    const { signature } = look;
    const before = known.get(keyOf(place));
    const isKnown = before !== undefined && before.signature === signature;
    const kubeconfig = isKnown ? before.kubeconfig : await readKubeconfig(path, absolute, parserFor(place, look));
    // Gone between the look at the folder and this.
    const isGone = inFolder && kubeconfig.problem?.code === 'kubeconfig.notFound';
    return { place, kubeconfig: kubeconfig === notOne || isGone ? undefined : kubeconfig, signature };
  }

  async function read(place: FilePlace): Promise<ReadFile> {
    const { path, absolute, problem } = place;
    if (problem !== undefined) return { place, kubeconfig: { ...none, problem }, signature: 'unknown' };
    try {
      return await disk.ask(`read ${absolute}`, () => readNow(place));
    } catch (error) {
      const reason = errorText(error);
      const late = new AppError('kubeconfig.unreadable', `${path} cannot be read: ${reason}`, {
        details: { path, reason },
        retryable: true,
      });
      return { place, kubeconfig: { ...none, problem: late }, signature: 'unknown' };
    }
  }

  return {
    read,
    keepOnly(places) {
      const keys = new Set(places.map(keyOf));
      known = new Map([...known].filter(([key]) => keys.has(key)));
    },
  };
}

/** How a file is shown is in its problem. */
function keyOf({ path, absolute, inFolder }: FilePlace): string {
  return JSON.stringify([path, absolute, inFolder]);
}

/** Keys at the beginning of a line, or of JSON on one line. Manifests and other configurations have one of them at most. */
const topKeys = /(?:^|[{,]\s*)["']?(clusters|contexts|users|current-context)["']?\s*:/gm;
const kindConfig = /(?:^|[{,]\s*)["']?kind["']?\s*:\s*["']?Config["']?\s*(?:$|[,}#])/m;

/** By its text, so that a kubeconfig with a typing error is still told from a text that never was one. */
function looksLikeOne(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  const text = new TextDecoder().decode(bytes);
  const keys = new Set(Array.from(text.matchAll(topKeys), ([, key]) => key));
  return keys.size >= 2 || (keys.size === 1 && kindConfig.test(text));
}
