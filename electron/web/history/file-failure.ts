/** What is wrong with a file that was to be imported or checked, and which option or which program it needs. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { AppError } from '../../../shared/base/errors.ts';

/** @param error what reading it threw @returns one line, in the form of compilers where a place in a text is known */
export function fileFailureText(file: string, openMetrics: boolean, error: AppError): string {
  const { line, column, reason, byte } = error.details;
  if (error.code === 'history.badOpenMetrics') {
    if (line === 1) {
      const begin = beginOf(file);
      if (isGzip(begin)) return packed(file);
      if (isRecording(begin)) return `${file} is a recording: leave --openmetrics out`;
    }
    return `${file}:${line}${column === undefined ? '' : `:${column}`}: ${reason}`;
  }
  if (error.code === 'history.badRecording' && !openMetrics && Number(byte) < 16) {
    const begin = beginOf(file);
    if (isGzip(begin)) return packed(file);
    if (isText(begin)) return `${file} is no recording but text: give --openmetrics where it is OpenMetrics text`;
  }
  return `${file}: ${error.message}`;
}

function packed(file: string): string {
  return `${file} is compressed (gzip): unpack it first`;
}

function beginOf(file: string): Buffer {
  const begin = Buffer.alloc(256);
  const opened = openSync(file, 'r');
  try {
    return begin.subarray(0, readSync(opened, begin, 0, begin.length, 0));
  } finally {
    closeSync(opened);
  }
}

function isGzip(begin: Buffer): boolean {
  return begin[0] === 0x1f && begin[1] === 0x8b;
}

function isRecording(begin: Buffer): boolean {
  return begin.subarray(0, 8).equals(Buffer.from([0x89, 0x42, 0x6e, 0x52, 0x65, 0x63, 0x0d, 0x0a]));
}

function isText(begin: Buffer): boolean {
  return begin.length > 0 && begin.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
