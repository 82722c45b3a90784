/** Links in annotations: which are some, and which only look like it. */
import { describe, expect, it } from 'vitest';
import { linkParts } from '../../../renderer/components/links.ts';

const linksIn = (text: string) => linkParts(text).flatMap(({ kind, text: one }) => (kind === 'link' ? [one] : []));

describe('links in what an annotation says', () => {
  it('are addresses of http and https, without what ends the sentence', () => {
    expect(linkParts('See https://a.example/x?y=1#z, or (http://b.example/(1)).')).toEqual([
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'https://a.example/x?y=1#z' },
      { kind: 'text', text: ', or (' },
      { kind: 'link', text: 'http://b.example/(1)' },
      { kind: 'text', text: ').' },
    ]);
    expect(linksIn('HTTPS://A.example')).toEqual(['HTTPS://A.example']);
    expect(linkParts('')).toEqual([]);
  });

  it('are no scripts, no other schemes, and have nobody’s name or unseen characters in them', () => {
    const texts = [
      ...[
        'javascript:alert(1)',
        'data:text/html,x',
        'file:///etc/passwd',
        'ftp://a.example',
        '//a.example',
        'https://',
      ],
      ...['https://bank.example@evil.example/', 'https://user:word@a.example', 'https://a.example/\u202egnp.exe'],
      ...['https://[', 'http://\u200ba.example'],
    ];
    expect(texts.flatMap(linksIn)).toEqual([]);
    for (const text of texts)
      expect(
        linkParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    expect(linksIn('<a href="https://a.example/x">')).toEqual(['https://a.example/x']);
  });

  it('are none where a template goes on with the address', () => {
    expect(linksIn('https://a.example/d?pod={{ $labels.pod }} and https://{{ $labels.host }}/x')).toEqual([]);
    expect(linksIn('https://a.example/x {{ $value }}')).toEqual(['https://a.example/x']);
  });

  it('are so many at most, and nothing of the text is lost', () => {
    const text = 'https://a.example/x '.repeat(100);
    expect(linksIn(text)).toHaveLength(20);
    expect(
      linkParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
