// Parts of a page that renew themselves. Only what differs is touched, so that a link stays the one under the finger, and
// nothing is touched while somebody presses or types. Without this file a part is put in whole.

const CLICK_WITHIN_MS = 400; // a finger's click comes a while after the finger has left
const LONGEST_PRESS_MS = 5000; // a release that nobody told must not stop an alert's page

let pressedAt = -Infinity;
let releasedAt = -Infinity;

/** Whether somebody presses just now, or has released and the click may still be on its way. */
export function pressed() {
  const now = performance.now();
  const held = pressedAt > releasedAt && now - pressedAt < LONGEST_PRESS_MS;
  return held || now - releasedAt < CLICK_WITHIN_MS;
}

const released = () => { releasedAt = performance.now(); };
window.addEventListener("pointerdown", () => { pressedAt = performance.now(); }, { capture: true });
window.addEventListener("pointerup", released, { capture: true });
window.addEventListener("pointercancel", released, { capture: true });

/** Whether somebody is at a field of the page: a page asked for anew would take away what she writes. */
function writing() {
  return document.activeElement?.matches("textarea, select, input:not([type='submit'], [type='button'])") ?? false;
}

/** What tells an element from its sisters: its id; of a row or a line that of the first thing in it. */
function keyOf(node) {
  return node.id || (node.matches?.("tr, li, p") && node.querySelector("[id]")?.id) || "";
}

function alike(one, other) {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

/** Make `now`, which is on the page, like `next`. What is alike already is left as it is, with focus and selection. */
function become(now, next) {
  if (now.isEqualNode(next)) return;
  if (now.nodeType !== Node.ELEMENT_NODE) {
    now.nodeValue = next.nodeValue;
    return;
  }
  for (const { name } of [...now.attributes]) if (!next.hasAttribute(name)) now.removeAttribute(name);
  for (const { name, value } of next.attributes) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  becomeInside(now, [...next.childNodes]);
}

function becomeInside(now, wanted) {
  const keys = new Set(wanted.map(keyOf).filter(Boolean));
  let at = now.firstChild;
  for (const one of wanted) {
    const found = findAlike(at, one, keys);
    if (found) {
      while (at !== found) at = dropped(at);
      at = found.nextSibling;
      become(found, one);
    } else {
      now.insertBefore(one, at);
    }
  }
  while (at) at = dropped(at);
}

/** The next sister that is alike; none beyond one that has a place further down. */
function findAlike(at, one, keys) {
  for (let found = at; found; found = found.nextSibling) {
    if (alike(found, one)) return found;
    if (keys.has(keyOf(found))) return null;
  }
  return null;
}

function dropped(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}

/** Before an answer is looked at: it waits for the next one while somebody is busy here. */
function waitForHands(event) {
  const { xhr } = event.detail;
  const wholePage = xhr.getResponseHeader("HX-Refresh") === "true" || xhr.getResponseHeader("HX-Redirect");
  if (pressed() || (wholePage && writing())) event.preventDefault();
}

/** Before an answer is put in. One that asks no more, since all is over, is put in whole. */
function takeOver(event) {
  const part = event.target;
  if (!event.detail.shouldSwap || !part.isConnected) return;
  const next = new DOMParser().parseFromString(event.detail.serverResponse, "text/html").body.firstElementChild;
  if (!next || next.getAttribute("hx-trigger") !== part.getAttribute("hx-trigger")) return;
  event.detail.shouldSwap = false;
  document.dispatchEvent(new CustomEvent("live:arrived", { detail: next })); // for what is wired by script
  become(part, next);
}

document.querySelectorAll("[data-live]").forEach((part) => {
  part.addEventListener("htmx:beforeOnLoad", waitForHands);
  part.addEventListener("htmx:beforeSwap", takeOver);
});
