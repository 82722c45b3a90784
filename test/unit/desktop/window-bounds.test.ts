import { describe, expect, it } from 'vitest';
import { placeWindow } from '../../../electron/desktop/window-bounds.ts';

const primary = { x: 0, y: 25, width: 1920, height: 1055 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };

describe('placing the window', () => {
  it('centres the usual size on the primary screen at first, and never larger than it', () => {
    expect(placeWindow(undefined, [primary, left])).toEqual({ x: 240, y: 103, width: 1440, height: 900 });
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 720,
    });
  });

  it('keeps what was remembered while a screen shows enough of its title', () => {
    const remembered = { x: -1200, y: 10, width: 1000, height: 700 };
    expect(placeWindow(remembered, [primary, left])).toEqual(remembered);
    const hanging = { x: 1800, y: 900, width: 1000, height: 700 };
    expect(placeWindow(hanging, [primary, left])).toEqual(hanging);
  });

  it('comes back to the primary screen when its own is gone or its title out of reach', () => {
    const usual = { x: 240, y: 103, width: 1440, height: 900 };
    expect(placeWindow({ x: -1200, y: 10, width: 1000, height: 700 }, [primary])).toEqual(usual);
    expect(placeWindow({ x: 1850, y: 30, width: 1000, height: 700 }, [primary])).toEqual(usual);
    expect(placeWindow({ x: 0, y: -300, width: 1000, height: 700 }, [primary])).toEqual(usual);
    expect(placeWindow({ x: 0, y: 1060, width: 1000, height: 700 }, [primary])).toEqual(usual);
  });

  it('shrinks to a smaller screen, but not below what the page needs', () => {
    expect(placeWindow({ x: 0, y: 25, width: 4000, height: 3000 }, [primary])).toEqual(primary);
    expect(placeWindow({ x: 0, y: 0, width: 1000, height: 700 }, [{ x: 0, y: 0, width: 800, height: 480 }])).toEqual({
      x: 0,
      y: 0,
      width: 900,
      height: 600,
    });
  });
});
