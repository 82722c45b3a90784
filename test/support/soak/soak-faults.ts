/** What befalls the world of the soak, one thing at a time; each ends with everything in order again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SoakWorld } from './soak-world.ts';

export interface SoakFault {
  readonly name: string;
  /** The application is another process after it. */
  readonly restarts?: true;
  /** @param seconds how long it lasts */
  befall(world: SoakWorld, seconds: number): Promise<void>;
}

export const soakFaults: readonly SoakFault[] = [
  {
    name: 'the API server is away',
    async befall({ harbor }, seconds) {
      await harbor.goDown();
      await sleep(seconds * 1000);
      await harbor.comeBack();
    },
  },
  {
    name: 'every tunnel is cut',
    async befall({ harbor, reef }) {
      harbor.dropTunnels();
      reef.dropTunnels();
    },
  },
  {
    name: 'the Prometheus is restarted',
    async befall(world, seconds) {
      await world.stopPrometheus();
      await sleep(seconds * 1000);
      await world.startPrometheus();
    },
  },
  {
    name: 'the network stands still',
    async befall({ network }, seconds) {
      network.freeze();
      await sleep(seconds * 1000);
      network.thaw(seconds % 2 === 0);
    },
  },
  {
    name: 'the machine sleeps',
    async befall({ app }, seconds) {
      app.process.kill('SIGSTOP');
      await sleep(seconds * 1000);
      app.process.kill('SIGCONT');
    },
  },
  {
    name: 'the scraped cluster is away',
    async befall({ reef }, seconds) {
      await reef.goDown();
      await sleep(seconds * 1000);
      await reef.comeBack();
    },
  },
  {
    name: 'the API server answers 503',
    async befall({ harbor, reef }, seconds) {
      const ends = [harbor, reef].map(({ faults }) => faults.add({ kind: 'status', code: 503 }));
      await sleep(seconds * 1000);
      for (const end of ends) end();
    },
  },
  {
    name: 'Binnacle is killed',
    restarts: true,
    async befall(world, seconds) {
      await world.killApp();
      await sleep(seconds * 1000);
      await world.startApp();
    },
  },
];
