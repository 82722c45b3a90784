/** What is asked of the tables `document` and `snapshot`, for their users and for a test that looks at the plans. `+?`: as in foldStatements. */

export const documentStatements = {
  idOf: 'SELECT id FROM document WHERE hash = ?',
  add: 'INSERT INTO document (hash, sizeBytes, data) VALUES (?, ?, ?)',
  read: 'SELECT id, hash, sizeBytes, data FROM document WHERE id = ?',
  about: 'SELECT hash, sizeBytes FROM document WHERE id = ?',
  nextKind: 'SELECT min(kind) FROM snapshot WHERE kind > ?',
  until: 'SELECT atMs, seenUntilMs, document FROM snapshot WHERE kind = +? AND atMs <= ? ORDER BY atMs DESC LIMIT 1',
  after: 'SELECT atMs, seenUntilMs, document FROM snapshot WHERE kind = +? AND atMs > ? ORDER BY atMs LIMIT 1',
  within: 'SELECT atMs, seenUntilMs, document FROM snapshot WHERE kind = ? AND atMs >= ? AND atMs <= ? ORDER BY atMs',
  put: 'INSERT INTO snapshot (kind, atMs, seenUntilMs, document) VALUES (?, ?, ?, ?)',
  seen: 'UPDATE snapshot SET seenUntilMs = ? WHERE kind = ? AND atMs = ?',
  drop: 'DELETE FROM snapshot WHERE kind = ? AND atMs = ?',
  dropBefore: 'DELETE FROM snapshot WHERE kind = +? AND atMs < ? ORDER BY atMs LIMIT 64',
  nextDocument: 'SELECT min(id) FROM document WHERE id > ?',
  dropUnused:
    'DELETE FROM document WHERE id = ? AND NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.document = document.id)',
};

export interface StoredSnapshot {
  readonly atMs: number;
  readonly seenUntilMs: number;
  readonly document: number;
}

export interface StoredDocument {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly sizeBytes: number;
  readonly data: Uint8Array;
}
