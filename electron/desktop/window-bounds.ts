/** Where a window may open: what was remembered, if a screen still shows it. Pure. */

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallestWindow = { width: 900, height: 600 } as const;
const usualWindow = { width: 1440, height: 900 } as const;

/** As much of the title bar has to be on a screen for the window to be found and moved. */
const visible = { width: 100, height: 40 } as const;

/**
 * @param remembered in screen coordinates, or undefined at the first start.
 * @param workAreas of the screens that are there now, the primary first; at least one.
 * @returns the remembered bounds, no larger than their screen; else the usual size in the middle of the primary screen.
 */
export function placeWindow(remembered: Bounds | undefined, workAreas: readonly Bounds[]): Bounds {
  const area = remembered && workAreas.find((one) => showsTitle(remembered, one));
  if (remembered === undefined || area === undefined) return centred(workAreas[0]);
  return {
    ...remembered,
    width: Math.max(smallestWindow.width, Math.min(remembered.width, area.width)),
    height: Math.max(smallestWindow.height, Math.min(remembered.height, area.height)),
  };
}

function showsTitle(window: Bounds, area: Bounds): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const fromTop = window.y - area.y;
  return width >= visible.width && fromTop >= 0 && fromTop <= area.height - visible.height;
}

function centred(area: Bounds = { x: 0, y: 0, ...usualWindow }): Bounds {
  const width = Math.min(usualWindow.width, area.width);
  const height = Math.min(usualWindow.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}
