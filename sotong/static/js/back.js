// A paper that was refused is kept by no browser. Whoever turns back to it gets a fresh one, not the browser's
// question whether to send the form again. Without JavaScript the browser asks.
window.history.replaceState(null, "", window.location.href);
