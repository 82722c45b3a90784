/** The texts about the path of an Alertmanager or a Pushgateway in the cluster, English. */
export const companionPathEn = {
  type: 'Type its path…',
  change: 'Change its path…',
  label: 'Path of {{target}}',
  hint: 'What stands before /api and /metrics, as its --web.route-prefix says. It is asked there first, and kept where it answers.',
  keep: 'Test and keep',
  asking: 'Asking…',
  forget: 'Find it by asking again',
} as const;
