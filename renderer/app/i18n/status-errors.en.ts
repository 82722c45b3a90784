/** What is said where a server's status cannot be read, English; as in errors.en.ts, which has them in it. */

export const statusErrorsEn = {
  'status.tooLarge': {
    short: 'too large',
    verdict: 'What the server says of itself is larger than {{limitMiB}} MiB.',
    advice: 'No Prometheus says so much about its {{kind}}. What answers here may be another server.',
  },
  'status.malformed': {
    short: 'cannot be read',
    verdict: 'What the server says of itself cannot be read: {{reason}}.',
    advice: 'This was its answer about {{kind}}. What answers here may be no Prometheus.',
  },
} as const;
