/** What is said where a Prometheus cannot be recorded as it was asked for, English; as in errors.en.ts, which has them in it. */

export const recorderRuleErrorsEn = {
  'recorder.notRemote': {
    short: 'not to be recorded',
    verdict: 'There is no Prometheus behind this context that could be recorded.',
    advice: 'What Binnacle scrapes by itself is recorded anyway, and a record is one already.',
  },
  'recorder.unknownCluster': {
    short: 'cluster not known yet',
    verdict: 'Which cluster this is, is not known yet.',
    advice:
      'Recordings are kept by the cluster and not by the name of a context. Recording can begin as soon as the cluster has answered.',
  },
  'recorder.badRule': {
    short: 'rule refused',
    verdict: '{{selector}} cannot be recorded: {{reason}}.',
    advice:
      'A rule has selectors of series: a name, label matchers, or both, without functions, ranges, offset and @; 100 at most. Of one Prometheus there are 200 rules at most.',
  },
} as const;
