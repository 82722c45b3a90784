/** Where the ticks of a log scale lie: powers of ten, of two for bytes, and of what a clock has; thinned until few enough. */
import type { UnitName } from '../../shared/format/unit.ts';

const mostTicks = 6;
const fewestTicks = 3;
/** Of fewer decades, ticks at equal distances are told apart as well, and are rounder. */
const fewestDecades = 0.9;

/** Three densities, from close to wide: about 3 ticks a decade, about 2, one. */
type Densities = readonly [close: Places, middle: Places, wide: Places];
type Places = (min: number, max: number) => readonly number[];

/**
 * @param min above zero
 * @returns 3 to 6 rising values, both limits included; undefined where the limits are too close for them
 */
export function logPlaces(min: number, max: number, unit: UnitName): readonly number[] | undefined {
  if (Math.log10(max) - Math.log10(min) < fewestDecades) return undefined;
  const densities = unit === 'bytes' || unit === 'bytesPerSecond' ? binary : unit === 'seconds' ? clock : decimal;
  for (const places of densities) {
    const values = places(min, max);
    if (values.length <= mostTicks) return values.length >= fewestTicks ? values : undefined;
  }
  return thinned(densities[2](min, max));
}

/** Every second, third, fifth …, one itself among them where it is there. */
function thinned(values: readonly number[]): readonly number[] {
  const one = Math.max(0, values.indexOf(1));
  for (let every = 2; every < values.length; every += 1) {
    const kept = values.filter((_, i) => (i - one) % every === 0);
    if (kept.length <= mostTicks) return kept;
  }
  return values;
}

function decades(digits: readonly number[]): Places {
  return (min, max) => {
    const values: number[] = [];
    const last = Math.ceil(Math.log10(max));
    for (let power = Math.floor(Math.log10(min)); power <= last; power += 1) {
      for (const digit of digits) values.push(Number(`${digit}e${power}`));
    }
    return values.filter((value) => value >= min && value <= max);
  };
}

const decimal: Densities = [decades([1, 2, 5]), decades([1, 3]), decades([1])];

/** Below one byte (a rate may be), powers of ten: nobody reads 0.03125. */
function powersOfTwo(step: number, below: Places): Places {
  return (min, max) => {
    const values = min < 1 ? below(min, Math.min(max, 0.999)) : [];
    const powers: number[] = [];
    for (let power = 0; power < 1024; power += step) powers.push(2 ** power);
    return [...values, ...powers.filter((value) => value >= min && value <= max)];
  };
}

const binary: Densities = [
  powersOfTwo(1, decades([1, 2, 5])),
  powersOfTwo(2, decades([1, 3])),
  powersOfTwo(5, decades([1])),
];

/** Seconds from a minute on. */
const minutes = [60, 120, 300, 600, 1200, 1800];
const hours = [3600, 7200, 18_000, 43_200];
const day = 86_400;

function clockPlaces(below: Places, between: readonly number[], digits: readonly number[]): Places {
  return (min, max) => [
    ...(min < 60 ? below(min, Math.min(max, 59)) : []),
    ...between.filter((value) => value >= min && value <= max),
    ...(max >= day ? decades(digits)(Math.max(min / day, 1), max / day).map((days) => days * day) : []),
  ];
}

const clock: Densities = [
  clockPlaces(decades([1, 2, 5]), [...minutes, ...hours], [1, 2, 5]),
  clockPlaces(decades([1, 3]), [60, 180, 600, 1800, 3600, 10_800, 36_000], [1, 3]),
  clockPlaces(decades([1]), [60, 600, 3600, 36_000], [1]),
];
