/**
 * Reads text/event-stream as the HTML standard has it (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream), whatever
 * its pieces are. Ids and times to reconnect are read over: who reconnects here decides that by itself.
 */

export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  /** Its lines, joined. */
  readonly data: string;
}

export interface EventStream {
  /** @returns the events that are whole now. What is begun when the stream ends is none. @throws EventTooLargeError, and then nothing more is to be read */
  read(bytes: Uint8Array): readonly StreamEvent[];
}

export class EventTooLargeError extends Error {}

/** @param most characters of an event, and of a line of any kind: no more is ever held */
export function createEventStream(most: number): EventStream {
  // Takes the mark of the byte order away, once, and holds back characters that are not whole.
  const decoder = new TextDecoder();
  let line = '';
  /** The line before ended with CR at the end of a piece: an LF that comes next belongs to it. */
  let isAfterReturn = false;
  let type = '';
  let data: string[] = [];
  let size = 0;

  function hold(characters: number): void {
    size += characters;
    if (size > most) throw new EventTooLargeError(`an event of more than ${most} characters`);
  }

  /** @returns the event that ends with the line */
  function take(whole: string): StreamEvent | undefined {
    if (whole === '') return end();
    const colon = whole.indexOf(':');
    const field = colon === -1 ? whole : whole.slice(0, colon);
    const value = colon === -1 ? '' : whole.slice(whole[colon + 1] === ' ' ? colon + 2 : colon + 1);
    // A comment has no name before its colon.
    if (field === 'event') type = value;
    if (field !== 'data') return undefined;
    hold(value.length + 1);
    data.push(value);
    return undefined;
  }

  function end(): StreamEvent | undefined {
    const event = data.length === 0 ? undefined : { type: type || 'message', data: data.join('\n') };
    type = '';
    data = [];
    size = 0;
    return event;
  }

  return {
    read(bytes) {
      const text = decoder.decode(bytes, { stream: true });
      if (text === '') return [];
      const events: StreamEvent[] = [];
      let from = isAfterReturn && text.startsWith('\n') ? 1 : 0;
      isAfterReturn = text.endsWith('\r');
      const lineEnd = /\r\n?|\n/g;
      lineEnd.lastIndex = from;
      for (let found = lineEnd.exec(text); found !== null; found = lineEnd.exec(text)) {
        const event = take(line + text.slice(from, found.index));
        if (event !== undefined) events.push(event);
        line = '';
        from = lineEnd.lastIndex;
      }
      line += text.slice(from);
      if (line.length > most) throw new EventTooLargeError(`a line of more than ${most} characters`);
      return events;
    },
  };
}
