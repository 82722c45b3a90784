/** The changes of a cluster in their order, as far back as a watch may begin: a bounded window, like an API server's watch cache. */
import type { KubernetesObject } from './kubernetes-object.ts';
import type { ResourceType } from './resource-types.ts';

export interface ChangeEvent {
  readonly revision: number;
  readonly type: ResourceType;
  /** As it is from this revision on; undefined: deleted. */
  readonly object: KubernetesObject | undefined;
  /** As it was before; undefined: created. With this event's revision, as a deletion is told. */
  readonly previous: KubernetesObject | undefined;
}

/** Changes kept by default; a real watch cache keeps about as many of each resource. */
const defaultWindow = 1000;

export class EventLog {
  /** Above it the oldest are forgotten: a watch from before them is told that it is too old. */
  window = defaultWindow;
  readonly #events: ChangeEvent[] = [];
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #forgotten = 0;

  /** Every revision up to this one is too old to begin a watch from, unless nothing happened since. */
  get forgottenRevision(): number {
    return this.#forgotten;
  }

  add(event: ChangeEvent): void {
    this.#events.push(event);
    while (this.#events.length > this.window) this.#forgotten = this.#events.shift()?.revision ?? this.#forgotten;
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Of a resource, after a revision. @returns undefined where some of them are forgotten */
  since(revision: number, type: ResourceType): readonly ChangeEvent[] | undefined {
    if (revision < this.#forgotten) return undefined;
    return this.#events.filter((event) => event.revision > revision && event.type === type);
  }

  /** Forgets everything up to a revision. */
  forget(revision: number): void {
    this.#forgotten = Math.max(this.#forgotten, revision);
    const kept = this.#events.filter((event) => event.revision > revision);
    this.#events.splice(0, this.#events.length, ...kept);
  }

  /** @returns what takes the listener away again */
  listen(listener: (event: ChangeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
