/** Dates of the proleptic Gregorian calendar in UTC, from seconds since 1970. Not JavaScript's: that one ends in the year 275760. */

export interface CalendarTime {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  /** 1 … 31. */
  readonly day: number;
  /** 1 … 366. */
  readonly dayOfYear: number;
  readonly daysInMonth: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const daySeconds = 86_400;
/** The calendar repeats after 400 years. */
const cycleDays = 146_097;
/** From 1 March of the year 0 to 1970. */
const daysToEpoch = 719_468;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Before this many seconds Go's time goes round, to the far future: it counts from there, in 64 bits without a sign. */
const earliest = 8_139_454_208 - 2 ** 63;

/** @param seconds whole, of 64 bits */
export function calendarTime(seconds: number): CalendarTime {
  const { ofDay, days } = seconds < earliest ? goneRound(seconds) : split(seconds);
  const { year, month, day } = dateOf(days);
  const isLeap = modulo(year, 4) === 0 && (modulo(year, 100) !== 0 || modulo(year, 400) === 0);
  const lengths = monthDays.map((length, i) => (isLeap && i === 1 ? length + 1 : length));
  return {
    ...{ year, month, day },
    dayOfYear: lengths.slice(0, month - 1).reduce((sum, length) => sum + length, day),
    daysInMonth: lengths[month - 1] ?? 0,
    weekday: modulo(days + 4, 7),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
  };
}

function split(seconds: number): { readonly ofDay: number; readonly days: number } {
  const ofDay = modulo(seconds, daySeconds);
  return { ofDay, days: (seconds - ofDay) / daySeconds };
}

/** Whole numbers of that size are exact only as such. */
function goneRound(seconds: number): { readonly ofDay: number; readonly days: number } {
  const later = BigInt(seconds) + 2n ** 64n;
  const day = BigInt(daySeconds);
  return { ofDay: Number(later % day), days: Number(later / day) };
}

/** Years begin in March here, so that the leap day is a year's last. */
function dateOf(days: number): Pick<CalendarTime, 'year' | 'month' | 'day'> {
  const shifted = days + daysToEpoch;
  const cycle = Math.floor(shifted / cycleDays);
  const ofCycle = shifted - cycle * cycleDays;
  const yearOfCycle = Math.floor(
    (ofCycle - Math.floor(ofCycle / 1460) + Math.floor(ofCycle / 36_524) - Math.floor(ofCycle / 146_096)) / 365,
  );
  const ofYear = ofCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, day };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
