/** Reads the access reviews that `kubectl auth can-i` posts: it speaks protobuf and has no other way. */

type Fields = ReadonlyMap<number, Uint8Array>;

/** Length-delimited fields by number, the last of each; varints are skipped. */
function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 === 0) varint();
    else if (tag % 8 === 2) {
      const length = varint();
      fields.set(Math.floor(tag / 8), bytes.subarray(at, at + length));
      at += length;
    } else throw new Error(`wire type ${tag % 8} is not expected in a review`);
  }
  return fields;
}

function textFields(bytes: Uint8Array, names: readonly string[]): Readonly<Record<string, string>> {
  const fields = fieldsOf(bytes);
  const named = names.map((name, index) => [name, Buffer.from(fields.get(index + 1) ?? []).toString()] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== ''));
}

const resourceNames = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];
const empty = new Uint8Array();

/** A SelfSubjectAccessReview or SelfSubjectRulesReview as its JSON would be; undefined where the bytes are no such thing. */
export function readProtobufReview(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (body.subarray(0, 4).toString('latin1') !== 'k8s\0') return undefined;
  const envelope = fieldsOf(body.subarray(4));
  const type = textFields(envelope.get(1) ?? empty, ['apiVersion', 'kind']);
  const spec = fieldsOf(envelope.get(2) ?? empty).get(2) ?? empty;
  if (type.kind === 'SelfSubjectRulesReview') return { ...type, spec: textFields(spec, ['namespace']) };
  if (type.kind !== 'SelfSubjectAccessReview') return undefined;
  const fields = fieldsOf(spec);
  const [resource, path] = [fields.get(1), fields.get(2)];
  return {
    ...type,
    spec: {
      ...(resource === undefined ? {} : { resourceAttributes: textFields(resource, resourceNames) }),
      ...(path === undefined ? {} : { nonResourceAttributes: textFields(path, ['path', 'verb']) }),
    },
  };
}
