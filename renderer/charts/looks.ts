/**
 * How series look: 12 colours, solid, then dashed, then dotted. A label set keeps its look within a context across panels and
 * refreshes, the metric's name aside (so that CPU and memory of one namespace have one colour).
 */
import { type Labels, labelsKey, metricNameLabel } from '../../shared/model/labels.ts';

export const colourCount = 12;
const dashes = ['solid', 'dashed', 'dotted'] as const;
/** Beyond this, looks would repeat: a chart of more series draws hairlines, and only a hovered or pinned series in colour. */
export const lookCount = colourCount * dashes.length;

type Dash = (typeof dashes)[number];

export interface Look {
  /** 0 to 11: the palette's slot. */
  readonly colour: number;
  readonly dash: Dash;
}

/**
 * @param dashesEarly dashes from the fifth slot on, and not only after all colours: for those who cannot tell the colours apart. No two of
 * the slots look alike either way.
 */
export function lookOfSlot(slot: number, dashesEarly = false): Look {
  const colour = slot % colourCount;
  const round = Math.floor(slot / colourCount) % dashes.length;
  if (dashesEarly) {
    const order =
      colour < earlySolid ? (['solid', 'dotted', 'dashed'] as const) : (['dashed', 'dotted', 'solid'] as const);
    return { colour, dash: order[round] ?? 'solid' };
  }
  const dash = dashes[round] ?? 'solid';
  return { colour, dash };
}

/** With early dashes, so many colours are solid. */
const earlySolid = 4;

/** What a look is kept for. */
function lookKey(labels: Labels): string {
  const rest: string[] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) {
    if (labels[i] !== metricNameLabel) rest.push(labels[i] ?? '', labels[i + 1] ?? '');
  }
  return labelsKey(rest);
}

export interface LookBook {
  /**
   * Looks for the series of one chart, no two alike. A known label set gets its look again unless another of the same chart has it
   * already; a new one gets the first free look.
   * @param sets at most `lookCount` of them get a look of their own; the rest begin again at the first.
   */
  assign(sets: readonly Labels[], dashesEarly?: boolean): readonly Look[];
}

/** Of the least recently used label sets, those beyond this are forgotten. */
const mostRemembered = 2000;

export function createLookBook(): LookBook {
  const slots = new Map<string, number>();
  const remember = (key: string, slot: number) => {
    slots.delete(key);
    slots.set(key, slot);
    const oldest = slots.size > mostRemembered ? slots.keys().next().value : undefined;
    if (oldest !== undefined) slots.delete(oldest);
  };
  return {
    assign(sets, dashesEarly = false) {
      const keys = sets.map(lookKey);
      const taken = new Set<number>();
      const given = keys.map((key) => {
        const slot = slots.get(key);
        if (slot === undefined || taken.has(slot)) return undefined;
        taken.add(slot);
        return slot;
      });
      let next = 0;
      return keys.map((key, i) => {
        const known = given[i];
        if (known !== undefined) {
          remember(key, known);
          return lookOfSlot(known, dashesEarly);
        }
        while (taken.has(next) && next < lookCount) next += 1;
        if (next >= lookCount) return lookOfSlot(i % lookCount, dashesEarly);
        taken.add(next);
        // A set that only lost its look to a neighbour keeps it everywhere else.
        if (!slots.has(key)) remember(key, next);
        return lookOfSlot(next, dashesEarly);
      });
    },
  };
}
