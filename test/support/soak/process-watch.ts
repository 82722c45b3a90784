/** Memory, handles and threads of a process over time, and how fast they grow. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

interface Look {
  readonly atMs: number;
  readonly memoryMiB: number;
  readonly handles: number;
  readonly threads: number;
}

type Measure = Exclude<keyof Look, 'atMs'>;

export interface Slope {
  readonly first: number;
  readonly last: number;
  readonly most: number;
  /** By least squares. */
  readonly anHour: number;
}

export class ProcessWatch {
  readonly #looks: Look[] = [];

  /** @throws where the process is gone */
  look(pid: number): void {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    this.#looks.push({
      atMs: performance.now(),
      memoryMiB: field('VmRSS') / 1024,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      threads: field('Threads'),
    });
  }

  /** Of the looks of another process, which is gone, nothing is to be told. */
  forget(): void {
    this.#looks.length = 0;
  }

  get count(): number {
    return this.#looks.length;
  }

  /** Means of so many parts, one after the other, from the beginning of the process: of what goes up and down they say more than a slope. */
  levels(of: Measure, parts: number): readonly number[] {
    const each = this.#looks.length / parts;
    const part = (n: number) => this.#looks.slice(Math.floor(n * each), Math.floor((n + 1) * each));
    return Array.from({ length: parts }, (_, n) => mean(part(n).map((look) => look[of])));
  }

  /** @param fromPart of the looks: what comes before is how it began. */
  slope(of: Measure, fromPart = 0): Slope {
    const looks = this.#looks.slice(Math.floor(this.#looks.length * fromPart));
    const values = looks.map((look) => look[of]);
    const hours = looks.map(({ atMs }) => atMs / 3_600_000);
    const [meanHour, meanValue] = [mean(hours), mean(values)];
    let [over, under] = [0, 0];
    hours.forEach((hour, i) => {
      over += (hour - meanHour) * ((values[i] ?? 0) - meanValue);
      under += (hour - meanHour) ** 2;
    });
    return {
      first: values[0] ?? Number.NaN,
      last: values.at(-1) ?? Number.NaN,
      most: Math.max(...values),
      anHour: under === 0 ? 0 : over / under,
    };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
