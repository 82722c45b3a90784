/** What is said of failures of an Alertmanager or a Pushgateway in a cluster, English; as in errors.en.ts, which has them in it. */

export const companionErrorsEn = {
  'companion.noCluster': {
    short: 'no cluster',
    verdict: '{{what}}: this context has no cluster in which it could be looked for.',
    advice:
      'It is found in the cluster of a kubeconfig’s context. Nothing is sent to addresses that a Prometheus names, because nobody typed them: type the one that it has.',
  },
  'companion.none': {
    short: 'not found',
    verdict: '{{what}}: nothing in the cluster {{server}} looks like one.',
    advice:
      'It is found by the labels and names that its Helm chart and the Prometheus operator give it, and by its usual port. A service with the label app.kubernetes.io/name is found too. If it stands elsewhere, type its address.',
  },
  'companion.elsewhere': {
    short: 'outside the cluster',
    verdict: '{{what}}: there is none in the cluster. The Prometheus sends its alerts to {{url}}.',
    advice:
      'That address leads out of the cluster. Nobody typed it, so Binnacle sends nothing there. If it is right, type it yourself.',
  },
  'companion.noneAnswered': {
    short: 'no answer',
    verdict: '{{candidate}} does not answer as {{what}}: {{reason}}.',
    advice:
      'Check that its pod is ready, and that nothing else stands behind its service. Where it answers under another path, its pods’ arguments or the annotation prometheus.io/path of its service have to say so; or type its path here, or an address.',
  },
  'companion.chosenGone': {
    short: 'gone',
    verdict: '{{what}}: {{candidate}} is not in the cluster any more.',
    advice: 'Choose another one, or let Binnacle take the likeliest.',
  },
  'companion.addressChanged': {
    short: 'another address',
    verdict: '{{what}}: {{candidate}} is not the address that is typed for it any more.',
    advice: 'Nothing was sent to it, nor to another one. Close this, and look at the one that is asked now.',
  },
  'companion.typedChanged': {
    short: 'changed meanwhile',
    verdict: '{{what}}: what is sent along to {{candidate}} was changed after you had looked at it.',
    advice:
      'With other headers, another login or other certificates it may be somebody else’s. Nothing was sent. Close this, and begin anew with the one that is asked now.',
  },
  'companion.badPath': {
    short: 'no path',
    verdict: '{{what}}: {{path}} is no path under which it could answer.',
    advice: 'It begins with a slash, and has no dot at the beginning of a part, no query, and nothing that is encoded.',
  },
  'companion.notIt': {
    short: 'something else answers',
    verdict: '{{what}}: something else answers at {{target}}{{path}} with status {{status}}.',
    advice: 'Its content type is {{contentType}}.',
  },
  'companion.unauthorized': {
    short: 'login wanted',
    verdict: '{{what}}: {{target}} wants a login before it answers, with status {{status}}.',
    advice: 'Binnacle has no credentials for it, and sends those of the cluster to nobody else.',
  },
  'companion.loginRefused': {
    short: 'login refused',
    verdict: '{{what}}: {{target}} refuses the login that was typed for it, or wants one. Status {{status}}.',
    advice: 'Change the login of its address, and test it there before it is kept.',
  },
  'companion.http': {
    short: 'refused',
    verdict: '{{what}}: {{target}} answered with status {{status}}.',
    advice: 'It may be starting, or a proxy before it may have answered.',
  },
  'companion.malformed': {
    short: 'cannot be read',
    verdict: '{{what}}: an answer of {{target}} cannot be read: {{reason}}.',
    advice: 'What answers there may be something else.',
  },
  'companion.tooLarge': {
    short: 'too large',
    verdict: 'An answer of {{target}} is larger than {{limitMiB}} MiB.',
    advice: 'Binnacle stopped reading it.',
  },
  'companion.timeout': {
    short: 'no answer',
    verdict: '{{target}} did not answer within {{seconds}} s.',
    advice: 'It may be overloaded or starting, or a network policy may be swallowing the connection.',
  },
  'companion.lost': {
    short: 'connection ended',
    verdict: 'The connection to {{target}} ended before an answer came: {{reason}}.',
    advice: 'Its pod may be going. The next try looks for it anew.',
  },
  'companion.unsure': {
    short: 'not known',
    verdict: 'Whether {{target}} did it is not known: its answer was lost.',
    advice: 'Nothing is sent again by itself. Look at what it has now, and decide then.',
  },
  'silence.refused': {
    short: 'refused',
    verdict: '{{target}} did not take the silence.',
    advice: 'Nothing was changed. Its own words say why.',
  },
  'silence.gone': {
    short: 'gone',
    verdict: 'There is no silence {{id}} any more.',
    advice: 'An Alertmanager forgets silences some days after their end. Make a new one.',
  },
} as const;
