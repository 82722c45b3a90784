/** A page of a window: its frames, and what it may try. What the host decides about a try is what each method returns. */
import type {
  RenderProcessGoneDetails,
  WebContents,
  WebContentsDidStartNavigationEventParams,
  WebContentsWillFrameNavigateEventParams,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron';
import { Events } from './events.ts';
import { protocol } from './session.ts';

interface PostedMessage {
  readonly channel: string;
  readonly message: unknown;
  readonly ports: readonly unknown[];
}

export class StandInFrame {
  readonly origin: string;
  readonly url: string;
  readonly parent: WebFrameMain | null;
  readonly received: PostedMessage[] = [];
  /** Called with each message, as the frame's preload script would be. */
  onMessage: (message: PostedMessage) => void = () => undefined;

  constructor(origin: string, parent: StandInFrame | null = null) {
    this.origin = origin;
    this.url = `${origin}/`;
    this.parent = parent as WebFrameMain | null;
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const posted = { channel, message, ports: transfer };
    this.received.push(posted);
    this.onMessage(posted);
  }
}

export class StandInContents extends Events {
  mainFrame = checkedFrame('about:blank');
  document: Response | undefined;
  #windowOpen: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined;

  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
    this.#windowOpen = handler;
  }

  /** Loads as the host asks for it, or as a reload does: no will-navigate, but a navigation. */
  async load(url: string): Promise<void> {
    this.startNavigation(url, { isSameDocument: false, isMainFrame: true });
    this.document = await protocol.fetch(url);
    const { protocol: scheme, host } = new URL(url);
    this.mainFrame = checkedFrame(`${scheme}//${host}`);
    this.fireBare('did-finish-load');
  }

  startNavigation(url: string, how: { readonly isSameDocument: boolean; readonly isMainFrame: boolean }): void {
    this.fire('did-start-navigation', { url, ...how } satisfies Partial<WebContentsDidStartNavigationEventParams>);
  }

  /** A link, or a script that sets the address. @returns whether it was let through. */
  navigates(url: string, isMainFrame = true): boolean {
    const details = {
      url,
      isMainFrame,
      isSameDocument: false,
    } satisfies Partial<WebContentsWillFrameNavigateEventParams>;
    return !this.fire('will-frame-navigate', details).defaultPrevented;
  }

  redirects(url: string): boolean {
    return !this.fire('will-redirect', { url, isMainFrame: true }).defaultPrevented;
  }

  attachesWebView(): boolean {
    return !this.fire('will-attach-webview', {}, {}, {}).defaultPrevented;
  }

  opensWindow(url: string): WindowOpenHandlerResponse['action'] {
    const details = { url, frameName: '', features: '', disposition: 'new-window' as const, referrer: {} as never };
    return this.#windowOpen?.(details).action ?? 'allow';
  }

  /** A page that listens to beforeunload. @returns whether it keeps its window open; preventing means leaving all the same. */
  keepsOpen(): boolean {
    return !this.fire('will-prevent-unload').defaultPrevented;
  }

  crash(): void {
    this.fire('render-process-gone', {}, { reason: 'crashed', exitCode: 139 } satisfies RenderProcessGoneDetails);
  }
}

/** The frame is checked against the real one where it is made. */
function checkedFrame(origin: string): StandInFrame {
  return new StandInFrame(origin) satisfies Pick<WebFrameMain, 'origin' | 'parent' | 'postMessage' | 'url'>;
}

export const createContents = () =>
  new StandInContents() satisfies Pick<WebContents, 'on' | 'once' | 'removeListener' | 'setWindowOpenHandler'>;
