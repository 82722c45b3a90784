/** Texts of the palette, English. The key of a text names its place, not its words. */
export const paletteEn = {
  button: 'Go to…',
  label: 'Go to',
  list: 'What there is',
  placeholder: 'A context, a metric, a query, a thing to do',
  hint: 'Enter chooses. @ contexts, # metrics, > things to do.',
  none: 'Nothing is called “{{text}}”.',
  searching: 'Looking for metrics called “{{text}}”',
  run: 'Run this expression',
  key: 'go to anything by its name',
  part: '{{shown}} of {{all}}',
  group: {
    run: 'Expression',
    context: 'Contexts',
    view: 'Views',
    action: 'Things to do',
    query: 'Queries',
    metric: 'Metrics',
    setting: 'Settings',
  },
} as const;
