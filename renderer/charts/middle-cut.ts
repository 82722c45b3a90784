/** Where a name is cut that has no room: in two halves, of which the second always stays. */
import { plainText } from '../../shared/format/plain-text.ts';

/** What stays of the end: a ReplicaSet's hash and a pod's suffix, but no more than half of the name. */
const tailLength = 12;

/** Two halves of a line that runs from right to left would change their places. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** @returns what is seen of a name: nothing in it turns a line around or hides. A name that runs from right to left is whole in `head`. */
export function middleCut(name: string): { readonly head: string; readonly tail: string } {
  const seen = plainText(name);
  if (rightToLeft.test(seen)) return { head: seen, tail: '' };
  const characters = [...seen];
  const cut = characters.length - Math.min(tailLength, Math.floor(characters.length / 2));
  return { head: characters.slice(0, cut).join(''), tail: characters.slice(cut).join('') };
}
