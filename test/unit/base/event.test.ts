import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../shared/base/event.ts';

describe('an emitter', () => {
  it('calls its listeners in the order they came, until each is disposed', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>();
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire('a');
    first.dispose();
    emitter.fire('b');
    expect(heard).toEqual(['first a', 'second a', 'second b']);
  });

  it('counts the same function twice where it is registered twice', () => {
    let count = 0;
    const listener = () => {
      count += 1;
    };
    const emitter = new Emitter<void>();
    emitter.event(listener).dispose();
    emitter.event(listener);
    const last = emitter.event(listener);
    emitter.fire();
    last.dispose();
    emitter.fire();
    expect({ count, listeners: emitter.listenerCount }).toEqual({ count: 3, listeners: 1 });
  });

  it('hides a change from no one when a listener throws', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    emitter.event(() => {
      throw new Error('broken listener');
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(7);
    expect({ heard, errors: errors.map(String) }).toEqual({ heard: [7], errors: ['Error: broken listener'] });
  });

  it('lets a listener remove itself or others while it is called', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    const one = emitter.event(() => {
      heard.push('one');
      one.dispose();
    });
    emitter.event(() => heard.push('two'));
    emitter.fire();
    emitter.fire();
    expect(heard).toEqual(['one', 'two', 'two']);
  });
});
