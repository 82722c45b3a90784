/** What is said of failures of recording a Prometheus, English; as in errors.en.ts, which has them in it. */

export const recorderErrorsEn = {
  'recorder.badAnswer': {
    short: 'unreadable samples',
    verdict: 'The samples that the server sent cannot be read: {{reason}} (byte {{byte}}).',
    advice:
      'What came before it is recorded. It is asked for again; if it stays so, a proxy on the way may change what passes it.',
  },
  'recorder.tooMuch': {
    short: 'too many samples at once',
    verdict: 'An answer with raw samples is larger than {{limitMiB}} MiB.',
    advice: 'Less is asked for at once. If it stays so, let the rule select fewer series.',
  },
  'recorder.readEnded': {
    short: 'answer given up',
    verdict: 'An answer with raw samples was given up before its end.',
    advice: 'What came before it is recorded, and the rest is asked for again.',
  },
} as const;
