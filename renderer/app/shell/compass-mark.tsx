/** The mark: a compass card with its north in course magenta. */
import styles from './compass-mark.module.css';

const ticks = Array.from({ length: 24 }, (_, i) => ({ turn: i * 15, cardinal: i % 6 === 0 }));

export function CompassMark() {
  return (
    <svg className={styles.mark} width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <circle cx="11" cy="11" r="9.6" strokeWidth="1.3" />
      {ticks.map(({ turn, cardinal }) => (
        <path
          key={turn}
          d={cardinal ? 'M11 1.8V4.4' : 'M11 2.9V4.4'}
          strokeWidth={cardinal ? 1.3 : 0.7}
          transform={`rotate(${turn} 11 11)`}
        />
      ))}
      <path className={styles.north} d="M11 4.6l2 6.4h-4z" />
      <path d="M11 17.4l2-6.4h-4z" />
    </svg>
  );
}
