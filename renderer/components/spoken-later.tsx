/** A sentence for who does not see how many there are: said once what it tells of has stood for a moment, and not with each key that is typed. */
import { useEffect, useState } from 'react';

const standsMs = 1000;

export function SpokenLater({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), standsMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p role="status" className="spoken">
      {said}
    </p>
  );
}
