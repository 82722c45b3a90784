/** The parser of a format. */
import type { ExpositionFormat, ExpositionParser, ParserOptions } from './exposition.ts';
import { ProtobufParser } from './protobuf-parser.ts';
import { TextParser } from './text-parser.ts';

/** @param options the cache is the target's own: entries of two formats in one would only be in each other's way */
export function parserFor(format: ExpositionFormat, options: ParserOptions): ExpositionParser {
  return format === 'protobuf' ? new ProtobufParser(options) : new TextParser(format, options);
}
