/**
 * Runs inside the page, before its own scripts: looks at every frame, and notes when what a person waits for was first on it. Nothing
 * is asked over the debugger's connection while the time runs.
 */

/** Milliseconds since the page's time origin, of frames that have been shown. */
export interface PageTimes {
  /** The contexts of the kubeconfig. */
  contexts?: number;
  /** The click's own time stamp: nothing that the page did before it heard of it is left out. */
  click?: number;
  /** The context's panel: it is connected. */
  panel?: number;
  /** The expression of the first look, which is asked for at that moment. */
  asked?: number;
  /** A line of the graph, in its colour. */
  graph?: number;
}

declare global {
  interface Window {
    readonly firstGraphTimes: PageTimes;
  }
}

/** Self-contained: it travels to the page as text. @param context the name of the button that is clicked */
export function watchFrames(context: string): void {
  const times: PageTimes = {};
  Object.defineProperty(window, 'firstGraphTimes', { value: times });

  const isContext = (node: EventTarget | null) =>
    node instanceof Element && node.closest('button')?.textContent?.includes(context) === true;
  window.addEventListener(
    'click',
    (event) => {
      if (isContext(event.target)) times.click ??= event.timeStamp;
    },
    { capture: true },
  );

  // Axes, grid and text are grey.
  const hasColour = (canvas: HTMLCanvasElement) => {
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 48) count += 1;
    }
    return count > 300;
  };
  const isThere: Record<'contexts' | 'panel' | 'asked' | 'graph', () => boolean> = {
    contexts: () => [...document.querySelectorAll('nav button')].some(isContext),
    panel: () => document.querySelector('section[aria-label^="Panel "]') !== null,
    asked: () => {
      const line = document.querySelector('section .cm-line');
      return line !== null && line.textContent !== '' && line.querySelector('.cm-placeholder') === null;
    },
    graph: () => {
      const canvas = document.querySelector<HTMLCanvasElement>('section [role="application"] canvas');
      return canvas !== null && canvas.width > 0 && hasColour(canvas);
    },
  };
  const seen = new Set<keyof typeof isThere>();
  const look = () => {
    const now = performance.now();
    for (const name of ['contexts', 'panel', 'asked', 'graph'] as const) {
      if (times[name] !== undefined) continue;
      // What a frame's callback finds is on the screen when the next one is called.
      if (seen.has(name)) times[name] = now;
      else if ((name === 'contexts' || times.click !== undefined) && isThere[name]()) seen.add(name);
    }
    if (times.graph === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
