/** session and protocol: keep the handlers they are given, and ask them as Chromium would. */
import type {
  CallbackResponse,
  CustomScheme,
  DownloadItem,
  OnBeforeRequestListenerDetails,
  PermissionCheckHandlerHandlerDetails,
  PermissionRequest,
  Protocol,
  Session,
  WebContents,
  WebRequest,
} from 'electron';
import { app } from './app.ts';
import { Events } from './events.ts';

type PermissionRequestHandler = Exclude<Parameters<Session['setPermissionRequestHandler']>[0], null>;
type PermissionCheckHandler = Exclude<Parameters<Session['setPermissionCheckHandler']>[0], null>;
type DeviceHandler = Exclude<Parameters<Session['setDevicePermissionHandler']>[0], null>;
type BeforeRequest = (details: OnBeforeRequestListenerDetails, answer: (response: CallbackResponse) => void) => void;
type PermissionName = Parameters<PermissionRequestHandler>[1];

class StandInSession extends Events {
  #request: PermissionRequestHandler | null = null;
  #check: PermissionCheckHandler | null = null;
  #device: DeviceHandler | null = null;
  #beforeRequest: BeforeRequest | null = null;
  spellChecker = true;

  readonly webRequest = {
    // The form without a filter is the one in use.
    onBeforeRequest: (listener: unknown) => {
      this.#beforeRequest = listener as BeforeRequest;
    },
  } satisfies Pick<WebRequest, 'onBeforeRequest'>;

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler | null): void {
    this.#device = handler;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecker = enable;
  }

  /** Without a handler Electron grants what is asked. */
  asksPermission(permission: PermissionName, requestingUrl: string, isMainFrame = true): Promise<boolean> {
    const details = { requestingUrl, isMainFrame } satisfies PermissionRequest;
    return new Promise((resolve) => {
      if (this.#request === null) resolve(true);
      else this.#request({} as WebContents, permission, resolve, details);
    });
  }

  checksPermission(permission: Parameters<PermissionCheckHandler>[1], origin: string): boolean {
    const details = {
      isMainFrame: true,
      requestingUrl: origin,
    } satisfies Partial<PermissionCheckHandlerHandlerDetails>;
    return this.#check?.(null, permission, origin, details as PermissionCheckHandlerHandlerDetails) ?? true;
  }

  checksDevice(): boolean {
    return this.#device?.({ deviceType: 'usb', origin: 'app://binnacle', device: {} as never }) ?? true;
  }

  /** @returns whether it was let through. */
  requests(url: string): Promise<boolean> {
    const details = { url, resourceType: 'xhr' } satisfies Partial<OnBeforeRequestListenerDetails>;
    return new Promise((resolve) => {
      if (this.#beforeRequest === null) resolve(true);
      else this.#beforeRequest(details as OnBeforeRequestListenerDetails, (answer) => resolve(answer.cancel !== true));
    });
  }

  /** @returns whether it was let through. */
  downloads(url: string): boolean {
    const item = { getURL: () => url } as DownloadItem;
    return !this.fire('will-download', {}, item, {} as WebContents).defaultPrevented;
  }
}

const defaultSession = new StandInSession() satisfies Pick<
  Session,
  | 'on'
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setSpellCheckerEnabled'
>;

export const session = {
  defaultSession,
  /** Another session, as a page in a partition would bring it. */
  create(): StandInSession {
    const created = new StandInSession();
    app.fireBare('session-created', created);
    return created;
  },
};

class StandInProtocol {
  readonly schemes: CustomScheme[] = [];
  readonly #handlers = new Map<string, Parameters<Protocol['handle']>[1]>();

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (app.calls.includes('ready')) throw new Error('protocol.registerSchemesAsPrivileged: the app is ready already');
    this.schemes.push(...schemes);
  }

  handle(scheme: string, handler: Parameters<Protocol['handle']>[1]): void {
    if (!app.calls.includes('ready')) throw new Error('protocol.handle: the app is not ready');
    this.#handlers.set(scheme, handler);
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`ERR_UNKNOWN_URL_SCHEME: ${url}`);
    // Node's Request refuses no scheme, but normalizes the address as Chromium does.
    return handler(new Request(url, init));
  }
}

export const protocol = new StandInProtocol() satisfies Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>;
