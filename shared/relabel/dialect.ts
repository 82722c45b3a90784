/**
 * In what relabelling and target building of Prometheus 2.42 and of 3.x differ. test/integration/relabel shows the 2.42 side at a real
 * server. https://prometheus.io/docs/prometheus/latest/migration/
 */

export interface RelabelDialect {
  /** `.` in a pattern matches a line break too. */
  readonly dotMatchesNewline: boolean;
  /** Any UTF-8 can be a label's and a metric's name. */
  readonly utf8Names: boolean;
  /** An address without a port gets that of its scheme, :80 or :443. */
  readonly defaultPorts: boolean;
  /** A parameter of the scrape_config replaces a `__param_…` that discovery found. */
  readonly paramsReplace: boolean;
  /** An empty replacement deletes the label that a template of a target (`x_${1}`) names; else it deletes none. */
  readonly templatesDelete: boolean;
  /** Where labelmap makes two labels one, the last by name wins; else what earlier rules have put in wins over what was there before them. */
  readonly mapsByName: boolean;
  /** A label of the exposition that gives way to the target's does not take the name of one that is there with an empty value. */
  readonly emptyNamesAreTaken: boolean;
  /** `target_label: x_${1}` is taken by actions that know no templates, which then make a label of that very name. */
  readonly templatesAnywhere: boolean;
}

export const prometheus2: RelabelDialect = {
  dotMatchesNewline: false,
  utf8Names: false,
  defaultPorts: true,
  paramsReplace: true,
  templatesDelete: false,
  mapsByName: true,
  emptyNamesAreTaken: true,
  templatesAnywhere: true,
};

export const prometheus3: RelabelDialect = {
  dotMatchesNewline: true,
  utf8Names: true,
  defaultPorts: false,
  paramsReplace: false,
  templatesDelete: true,
  mapsByName: false,
  emptyNamesAreTaken: false,
  templatesAnywhere: false,
};
