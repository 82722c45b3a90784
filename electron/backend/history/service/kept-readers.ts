/**
 * What reader workers keep open of a source from query to query, they are told to let go of, by whoever is about to move or remove its files:
 * Windows does neither while they are open, and elsewhere the disk gets its space back only then. They do it after the query that they are at.
 */
import { BroadcastChannel } from 'node:worker_threads';

/** All threads of this process; each has its folders by their whole path, so that it does not matter whose they are. */
const channelName = 'binnacle-history-readers';

/** @param folder of the source */
export function letGoOfReaders(folder: string): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(folder);
  channel.close();
}

/** Keeps no thread alive. @returns what ends it */
export function onLetGo(drop: (folder: string) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (message: unknown) => {
    const { data } = message as { readonly data: unknown };
    if (typeof data === 'string') drop(data);
  };
  channel.unref();
  return () => channel.close();
}
