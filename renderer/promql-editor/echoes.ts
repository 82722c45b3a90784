/**
 * What a text box told of itself comes back to it as its value, a moment later: by then somebody may have typed on, and the value is an older text
 * than the box has. That one is to be told from a text that comes from elsewhere and is to be shown. Pure.
 */

export interface Echoes {
  /** The box has this text now. */
  readonly tell: (text: string) => void;
  /** A value has come. @returns whether it is one that the box itself told */
  readonly isOwn: (value: string) => boolean;
  /** Another text was put into the box: what was told before does not come back. */
  readonly forget: () => void;
}

/** Of a host that gives nothing back. */
const most = 100;

export function createEchoes(): Echoes {
  /** The oldest first. */
  let told: string[] = [];
  return {
    tell(text) {
      told.push(text);
      if (told.length > most) told.shift();
    },
    isOwn(value) {
      // What was told before it was passed over: several come back as one.
      const at = told.indexOf(value);
      told = told.slice(at + 1);
      return at >= 0;
    },
    forget() {
      told = [];
    },
  };
}
