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
  'tsdbAdmin.notOffered': {
    short: 'not offered',
    verdict: 'The server does not say that its TSDB may be changed.',
    advice:
      'Nothing was sent. A Prometheus says it by its flag --web.enable-admin-api; other engines have ways of their own.',
  },
  'tsdbAdmin.off': {
    short: 'off',
    verdict: 'The admin API of this Prometheus is off.',
    advice: 'Nothing was done. It is switched on with --web.enable-admin-api, which needs a restart.',
  },
  'tsdbAdmin.otherServer': {
    short: 'another server',
    verdict: 'The server that you looked at is not the one that would do it now: that is {{at}}.',
    advice:
      'The connection was made anew, or its pod is another one. Nothing was sent. Look again, at what this one has.',
  },
  'tsdbAdmin.refused': {
    short: 'refused',
    verdict: 'Prometheus refused it.',
    advice: 'Nothing was done. Its own words say why.',
  },
  'tsdbAdmin.failed': {
    short: 'failed',
    verdict: 'Prometheus failed at it.',
    advice: 'A part of it may be done. Its own words say why; look again at what it has now.',
  },
  'tsdbAdmin.unsure': {
    short: 'not known',
    verdict: 'Whether Prometheus did it is not known: its answer was lost.',
    advice:
      'It may be at it still, or have done a part of it. Nothing is sent again by itself. Look again at what it has now, and decide then.',
  },
} as const;
