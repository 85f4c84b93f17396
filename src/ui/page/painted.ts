/** Milliseconds after which a page that is not visible counts as painted. */
const patience = 100;

/** Resolves when what is on the page now is painted. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => void nextTask().then(resolve));
    setTimeout(resolve, document.hidden ? patience : 10 * patience); // a hidden page is never painted
  });
}

/** Resolves in a task of its own, so that the browser answers the reader first. */
export function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel(); // a timer would wait four milliseconds
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
