/** A log of one line an entry, for a host to write to standard error or a file. */
import type { Clock, LogLevel, LogSink } from '../ports.ts';

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Line feeds of every kind, and what would command a terminal: a message may hold a server's words. */
const control = /[\p{Cc}\u2028\u2029]+/gu;

/** @param write gets each line without its line feed; an entry stays one line whatever is in it. */
export function createLineLog(write: (line: string) => void, minimum: LogLevel, clock: Pick<Clock, 'now'>): LogSink {
  return {
    write(level, scope, message, fields = {}) {
      if (order.indexOf(level) < order.indexOf(minimum)) return;
      const time = new Date(clock.now()).toISOString();
      const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
      write(`${time} ${level} ${scope}: ${message.replaceAll(control, ' ')}${rest.join('')}`);
    },
  };
}
