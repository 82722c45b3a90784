/**
 * Curves that look like load, as pure functions of time and a seed: any moment can be computed by itself, so that a history made now
 * and a live exporter agree to the digit. Times are milliseconds since the epoch.
 */

/** A fraction from 0 to 1 that depends on nothing but its arguments. */
function seededFraction(seed: string, index = 0): number {
  let hash = 2_166_136_261 ^ index;
  for (let at = 0; at < seed.length; at += 1) hash = Math.imul(hash ^ seed.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_917);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

interface Wave {
  readonly amplitude: number;
  readonly periodMs: number;
  readonly phase: number;
}

const minuteMs = 60_000;
const wavePeriods = [310, 97, 41, 17, 7].map((minutes) => minutes * minuteMs);
const waveShares = [0.34, 0.28, 0.18, 0.12, 0.08];

/** Waves whose amplitudes add up to `variability`. */
function wavesFor(seed: string, variability: number): readonly Wave[] {
  return wavePeriods.map((periodMs, index) => ({
    amplitude: variability * (waveShares[index] ?? 0),
    periodMs: periodMs * (0.85 + 0.3 * seededFraction(seed, index)),
    phase: 2 * Math.PI * seededFraction(seed, index + 100),
  }));
}

/** Something that happens again and again: a peak (a raised cosine) or a plateau (a job). */
export interface Episode {
  readonly kind: 'peak' | 'plateau';
  /** The middle of one of them. */
  readonly centreMs: number;
  readonly widthMs: number;
  readonly everyMs: number;
  /** What it adds at its height. */
  readonly height: number;
}

/** The area of an episode from its beginning to `x` after its middle, in height times milliseconds. */
function episodeArea({ kind, widthMs }: Episode, x: number): number {
  const half = widthMs / 2;
  const inside = Math.min(Math.max(x, -half), half);
  if (kind === 'plateau') return inside + half;
  return (inside + half) / 2 + (half / (2 * Math.PI)) * Math.sin((Math.PI * inside) / half);
}

/** All the area of an episode before a moment (its zero is somewhere in the past; only differences mean anything). */
function episodeTotal(episode: Episode, atMs: number): number {
  const turns = Math.floor((atMs - episode.centreMs + episode.everyMs / 2) / episode.everyMs);
  const whole = episodeArea(episode, episode.everyMs);
  return episode.height * (turns * whole + episodeArea(episode, atMs - episode.centreMs - turns * episode.everyMs));
}

export interface RateCurve {
  /** The middle value, a second. */
  readonly base: number;
  /** Share of the base that the slow waves move it by, below 0.6. */
  readonly variability: number;
  /** Curves of one group move together. */
  readonly group: string;
  readonly seed: string;
  readonly episodes?: readonly Episode[];
}

const knotMs = 30_000;
/** Seconds of the base that the jitter moves a counter by; its slope stays below a third of the base. */
const jitterSeconds = 10;

function jitter(seed: string, atMs: number): number {
  const knot = Math.floor(atMs / knotMs);
  const share = atMs / knotMs - knot;
  return (1 - share) * seededFraction(seed, knot) + share * seededFraction(seed, knot + 1);
}

/** A counter that grows by the curve, from 0 (or little more) at `originMs`. Never falls. */
export function counterValue(curve: RateCurve, originMs: number): (atMs: number) => number {
  const waves = wavesFor(curve.group, curve.variability);
  const total = (atMs: number) => {
    let seconds = atMs / 1000;
    for (const { amplitude, periodMs, phase } of waves) {
      seconds -= ((amplitude * periodMs) / 2000 / Math.PI) * Math.cos((2 * Math.PI * atMs) / periodMs + phase);
    }
    const added = (curve.episodes ?? []).reduce((sum, episode) => sum + episodeTotal(episode, atMs) / 1000, 0);
    return curve.base * (seconds + jitterSeconds * jitter(curve.seed, atMs)) + added;
  };
  const origin = total(originMs);
  return (atMs) => Math.max(0, total(atMs) - origin);
}

/** A gauge about its base. */
export function gaugeValue(base: number, variability: number, seed: string): (atMs: number) => number {
  const waves = wavesFor(seed, variability);
  return (atMs) => {
    let level = 1 + variability * 0.2 * (jitter(seed, atMs) - 0.5);
    for (const { amplitude, periodMs, phase } of waves) {
      level += amplitude * Math.sin((2 * Math.PI * atMs) / periodMs + phase);
    }
    return base * level;
  };
}
