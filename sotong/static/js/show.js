// The award show. A screen asks now and then whether it has changed and shows what it is given; the host's page
// takes keys. Nothing here decides or knows anything: without this file the page reloads itself.

import { pressed } from "./live.js";

const HALL_EVERY_MS = 900;
const PHONE_EVERY_MS = 2500;
const JITTER = 0.4; // phones that came together must not stay in step
const LOST_EVERY_MS = 5000;
const HOST_EVERY_MS = 2500;
const ANSWER_WITHIN_MS = 8000;
const WIDE = window.matchMedia("(min-width: 900px) and (orientation: landscape)");
const NEXT_KEYS = new Set([" ", "ArrowRight", "PageDown"]);

const jittered = (delay) => delay * (1 + JITTER * (Math.random() - 0.5));

async function ask(address, headers = {}) {
  const signal = AbortSignal.timeout?.(ANSWER_WITHIN_MS);
  return fetch(address, { headers, signal, cache: "no-store", credentials: "same-origin" });
}

class Screen {
  constructor(stage) {
    this.stage = stage;
    this.etag = `"${stage.dataset.etag}"`;
    this.lost = document.querySelector("[data-show-lost]");
    this.gone = document.querySelector("[data-show-gone]");
    this.timer = 0;
    this.asking = false;
  }

  start() {
    window.addEventListener("online", () => this.again(0));
    window.addEventListener("offline", () => { this.lost.hidden = false; });
    document.addEventListener("visibilitychange", () => this.again(0));
    this.again(jittered(WIDE.matches ? HALL_EVERY_MS : PHONE_EVERY_MS));
  }

  // A page that nobody looks at asks nothing; it catches up when it is looked at again.
  again(delay) {
    clearTimeout(this.timer);
    if (document.hidden) return;
    this.timer = setTimeout(() => this.look(), delay);
  }

  async look() {
    if (this.asking) return;
    this.asking = true;
    let followed = false;
    try {
      followed = await this.follow();
    } catch {
      this.lost.hidden = false; // the last screen stays
    }
    this.asking = false;
    const every = WIDE.matches ? HALL_EVERY_MS : PHONE_EVERY_MS;
    this.again(jittered(followed ? every : LOST_EVERY_MS));
  }

  async follow() {
    const answer = await ask(this.stage.dataset.show, { "If-None-Match": this.etag });
    this.gone.hidden = answer.status !== 404;
    this.lost.hidden = answer.ok || answer.status === 304 || answer.status === 404;
    if (answer.ok) {
      const given = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (pressed()) return true; // what was asked for is shown at the next look: its ETag is not taken
      this.stage.replaceChildren(...given.body.childNodes);
      this.etag = answer.headers.get("ETag");
    }
    return answer.ok || answer.status === 304;
  }
}

class Host {
  constructor(console) {
    this.console = console;
    this.next = console.querySelector("[data-show-next]");
  }

  start() {
    document.addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.compare(), HOST_EVERY_MS);
  }

  key(event) {
    const elsewhere = event.target.closest("input, select, textarea, button, a, summary, dialog");
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!this.next || event.repeat || modified || elsewhere || !NEXT_KEYS.has(event.key)) return;
    event.preventDefault();
    this.next.requestSubmit();
  }

  // A question that is open waits, and so does a press that is on its way: it brings a page of its own.
  get busy() {
    return document.hidden || pressed() || document.querySelector("dialog[open], form[data-sent]") !== null;
  }

  // Another host has pressed: this page shows what the hall sees now.
  async compare() {
    if (this.busy) return;
    try {
      const answer = await ask(this.console.dataset.showHost);
      const { version } = answer.ok ? await answer.json() : {};
      const moved = version !== undefined && String(version) !== this.console.dataset.version;
      if (moved && !this.busy) window.location.replace(this.console.dataset.showPage);
    } catch {
      // no connection: the next press will say so
    }
  }
}

document.querySelectorAll("[data-show]").forEach((stage) => new Screen(stage).start());
document.querySelectorAll("[data-show-host]").forEach((console) => new Host(console).start());
