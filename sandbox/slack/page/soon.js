// Doing something once for many reasons that come together.

/** Run something soon, once, however often it is asked for meanwhile. */
export function soon(work, milliseconds = 15) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      work();
    }, milliseconds);
  };
}
