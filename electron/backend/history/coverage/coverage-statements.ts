/** What is asked of the tables `rule` and `coverage`, for their users and for a test that looks at the plans. `+?`: as in foldStatements. */

export const coverageStatements = {
  rule: 'SELECT id FROM rule WHERE name = ?',
  rules: 'SELECT id, name FROM rule ORDER BY name',
  addRule: 'INSERT INTO rule (name) VALUES (?)',
  dropRule: 'DELETE FROM rule WHERE id = ? AND NOT EXISTS (SELECT 1 FROM coverage WHERE coverage.rule = ?)',
  lastUntil:
    'SELECT startMs, endMs, state, detail FROM coverage WHERE rule = +? AND startMs <= ? ORDER BY startMs DESC LIMIT 1',
  grow: 'UPDATE coverage SET endMs = ? WHERE rule = ? AND startMs = ?',
  // Spans do not overlap, so of those that begin before the window only the last can reach into it.
  touching: `
    SELECT startMs, endMs, state, detail FROM coverage
    WHERE rule = +$rule AND startMs <= $to AND endMs >= $from AND startMs >=
      coalesce((SELECT max(startMs) FROM coverage WHERE rule = +$rule AND startMs <= $from), $from)
    ORDER BY startMs`,
  put: 'INSERT INTO coverage (rule, startMs, endMs, state, detail) VALUES (?, ?, ?, ?, ?)',
  drop: 'DELETE FROM coverage WHERE rule = ? AND startMs = ?',
  dropUntil: 'DELETE FROM coverage WHERE rule = +? AND startMs < ?',
  recorded: `
    SELECT min(startMs) AS firstMs, max(endMs) AS lastMs, sum(endMs - startMs + 1) AS totalMs
    FROM coverage WHERE rule = ? AND state = 'recorded'`,
};

/** As stored: a state of a later version may be there. */
export interface StoredSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly state: string;
  readonly detail: string;
}

export interface StoredRule {
  readonly id: number;
  readonly name: string;
}

export interface WindowOfRule {
  readonly rule: number;
  readonly from: number;
  readonly to: number;
}
