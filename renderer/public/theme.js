/*
 * Before the first paint: the theme that was chosen last time, so that a dark page does not flash white. A file of its own and not a
 * module, because a module runs only after the page may have been painted. Without a choice the style sheet follows the system.
 */
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem('binnacle.settings') ?? '{}');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // No storage, or something else in it: the system's theme is right enough.
  }
})();
