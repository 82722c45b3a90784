/** A chunk of its own, with a style sheet of its own. */
import './late.css';

export const lateText = 'loaded';
