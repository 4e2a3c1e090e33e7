// The browser draws its own random number for the receipt, so that the office alone cannot have chosen it.
// Without JavaScript the number that came with the paper is used.
(function () {
  "use strict";
  const field = document.getElementById("nonce");
  if (!field || !window.crypto || !window.crypto.getRandomValues) return;
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  field.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
})();
