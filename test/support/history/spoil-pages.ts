/** Pages of a database that are no pages any more, as of a disk that spoils what it has. */
import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const pageBytes = 4096;

/** @param bytes what is written there @param page from 1 on @param at within the page */
export function overwritePage(path: string, page: number, bytes: Uint8Array, at = 0): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, (page - 1) * pageBytes + at);
  closeSync(file);
}

/** The pages of a table that have its rows, rising. */
export function leavesOf(path: string, table: string): readonly number[] {
  const db = new Database(path, { readonly: true });
  const sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno";
  const pages = db.prepare<[string], number>(sql).pluck().all(table);
  db.close();
  if (pages.length === 0) throw new Error(`${table} has no leaf`);
  return pages;
}

/** All of them, of a file that nobody has open. */
export function spoilLeaves(path: string, table: string): void {
  for (const page of leavesOf(path, table)) overwritePage(path, page, new Uint8Array(pageBytes));
}
