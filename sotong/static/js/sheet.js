// A score sheet on a tablet: its running total, and saving by itself, through a loss of the connection.
// Without this file the sheet is an ordinary form. What counts is read, checked and computed on the server.
(function () {
  "use strict";
  const SAVE_AFTER_MS = 1200;
  const RETRY_AFTER_MS = 5000;
  const ANSWER_WITHIN_MS = 10000;
  const MOST_UNANSWERED = 20;
  const SHELF = "sotong.sheet:";

  // What is kept on the device: {version, fields, sent} by account, contest and entry.
  function kept(name) {
    try {
      return JSON.parse(localStorage.getItem(SHELF + name));
    } catch {
      return null; // no storage in this browser, or somebody else's text in it
    }
  }

  function keep(name, entries) {
    try {
      localStorage.setItem(SHELF + name, JSON.stringify(entries));
      return true;
    } catch {
      return false;
    }
  }

  function forget(name) {
    try {
      localStorage.removeItem(SHELF + name);
    } catch {
      // no storage: nothing was kept
    }
  }

  const same = (one, other) => Object.keys({ ...one, ...other }).every((key) => alike(one[key], other[key]));

  const plain = (text) => text.replace(/\r\n/g, "\n").trim();

  /** A mark as the server reads it, wide digits and commas too; NaN for anything else. */
  function number(text) {
    const typed = plain(text).normalize("NFKC").replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : NaN;
  }

  // Marks as the server writes them and as they are typed: "15" is "15.0". Line ends as browsers send them.
  const alike = (one = "", other = "") => plain(one) === plain(other) || number(one) === number(other);

  /** A mark in hundredths, if it may stand: in its range, with two decimal places at most; else NaN. */
  function hundredths(input) {
    const mark = number(input.value);
    const fine = Math.round(mark * 100);
    const fits = Math.abs(fine - mark * 100) < 1e-6 && mark >= Number(input.dataset.low) && mark <= Number(input.dataset.high);
    return fits ? fine : NaN;
  }

  // Only what may stand is added up; what is blank or wrong is counted beside it.
  function showTotal(form) {
    const line = form.querySelector("[data-total]");
    const marks = Array.from(form.querySelectorAll("[data-mark]"));
    const blank = marks.filter((mark) => mark.value.trim() === "").length;
    const known = marks.filter((mark) => Number.isFinite(hundredths(mark)));
    const wrong = marks.length - blank - known.length;
    const total = known.reduce((sum, mark) => sum + hundredths(mark) * Number(mark.dataset.weight), 0) / 100;
    const say = (word, count) => (count ? [line.dataset[word].replace("#", String(count))] : []);
    const lacking = [...say("blank", blank), ...say("wrong", wrong)].join(" · ") || line.dataset.full;
    line.hidden = blank === marks.length;
    line.querySelector("[data-total-value]").textContent = String(Math.round(total * 100) / 100);
    line.querySelector("[data-total-lacking]").textContent = lacking;
  }

  /** Put the sentences of what is wrong at a field, as the page does when it comes from the server. */
  function tell(input, sentences = []) {
    const id = `${input.id}-error`;
    const hint = document.getElementById(`${input.id}-hint`);
    document.getElementById(id)?.remove();
    input.parentElement.classList.toggle("is-error", sentences.length > 0);
    if (sentences.length) input.parentElement.after(errorsAt(id, sentences));
    if (sentences.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const described = [sentences.length ? id : "", hint ? hint.id : ""].filter(Boolean).join(" ");
    if (described) input.setAttribute("aria-describedby", described);
    else input.removeAttribute("aria-describedby");
  }

  function errorsAt(id, sentences) {
    const errors = document.createElement("div");
    errors.className = "field-errors";
    errors.id = id;
    errors.append(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.className = "field-error";
      line.textContent = sentence;
      return line;
    }));
    return errors;
  }

  class Sheet {
    constructor(form) {
      this.form = form;
      this.name = form.dataset.sheet;
      this.state = form.querySelector("[data-sheet-state]");
      this.clash = document.querySelector("[data-sheet-clash]");
      this.inputs = Array.from(form.querySelectorAll("[data-kept]"));
      this.version = Number(form.elements.seen.value);
      this.sent = []; // what this device sent without an answer: the server may have it all the same
      this.saved = null; // what another screen saved meanwhile; until one is chosen nothing is sent
      this.timer = 0;
      this.sending = null;
    }

    start() {
      const before = this.fields();
      this.form.addEventListener("input", () => this.changed());
      this.form.addEventListener("submit", (event) => this.submitted(event));
      window.addEventListener("online", () => this.later(0));
      this.clash.querySelector("[data-keep-mine]").addEventListener("click", () => this.keepMine());
      this.clash.querySelector("[data-take-saved]").addEventListener("click", () => this.takeSaved());
      const mine = kept(this.name);
      if ("refused" in this.form.dataset) return this.changed(); // the page shows what was typed, not what is saved
      if (!mine) return;
      if (same(mine.fields, before)) return forget(this.name);
      this.fill(mine.fields);
      this.sent = mine.sent ?? [];
      this.unsent(true);
      if (mine.version === this.version || this.isOwn(before)) return this.changed();
      this.ask({ version: this.version, fields: before });
    }

    fields() {
      return Object.fromEntries(this.inputs.map((input) => [input.name, input.value]));
    }

    fill(fields) {
      this.inputs.forEach((input) => { input.value = fields[input.name] ?? ""; });
      showTotal(this.form);
    }

    changed() {
      const onDevice = keep(this.name, { version: this.version, fields: this.fields(), sent: this.sent });
      this.unsent(true);
      if (!onDevice) this.say("unkept");
      if (!this.saved) this.later(SAVE_AFTER_MS);
    }

    later(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { if (!this.saved && this.waiting) this.save(); }, delay);
    }

    // Signing out clears the device: whoever has something unsent is asked first.
    unsent(waiting) {
      this.waiting = waiting;
      document.querySelectorAll("form[action$='/sign-out'] button").forEach((button) => {
        if (waiting) button.dataset.confirm = this.form.dataset.signOutQuestion;
        else delete button.dataset.confirm;
      });
    }

    say(state, detail = "") {
      this.state.hidden = false;
      this.state.dataset.sheetState = state;
      this.state.textContent = [this.state.dataset[state], detail].filter(Boolean).join(" ");
    }

    /** Save what is entered; "saved", "clash", "wrong" (at fields), "refused" or "unsent". One at a time. */
    async save() {
      clearTimeout(this.timer);
      while (this.sending) await this.sending;
      this.sending = this.send().finally(() => { this.sending = null; });
      return this.sending;
    }

    async send() {
      const fields = this.fields();
      this.sent = [...this.sent.filter((one) => !same(one, fields)), fields].slice(-MOST_UNANSWERED);
      keep(this.name, { version: this.version, fields, sent: this.sent });
      this.form.elements.seen.value = String(this.version);
      let answer;
      try {
        answer = await fetch(this.form.action, {
          method: "POST",
          body: new FormData(this.form),
          headers: { Accept: "application/json" },
          redirect: "manual",
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        });
      } catch {
        this.say("offline");
        this.later(RETRY_AFTER_MS);
        return "unsent";
      }
      const json = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (!json) return this.unanswered(answer);
      return this.answered(await answer.json(), fields);
    }

    unanswered(answer) {
      if (answer.status >= 500) this.later(RETRY_AFTER_MS);
      this.say(answer.status >= 500 ? "offline" : "away");
      return "unsent";
    }

    answered(answer, fields) {
      if (answer.done) return this.done(answer.version, fields);
      if (answer.saved) {
        if (same(answer.saved, fields)) return this.done(answer.version, fields);
        if (this.isOwn(answer.saved)) return this.again(answer.version);
        this.ask({ version: answer.version, fields: answer.saved });
        return "clash";
      }
      this.say(answer.messages.length ? "refused" : "wrong", answer.messages.join(" "));
      this.tellAll(answer.errors);
      return answer.messages.length ? "refused" : "wrong";
    }

    tellAll(errors) {
      this.inputs.forEach((input) => tell(input, errors[input.name]));
    }

    done(version, fields) {
      this.tellAll({});
      document.getElementById("form-errors")?.remove();
      document.querySelector("[data-sheet-standing]")?.remove(); // how it stood when the page was opened
      this.version = version;
      this.sent = [];
      this.form.elements.seen.value = String(version);
      if (same(this.fields(), fields)) {
        forget(this.name);
        this.unsent(false);
        this.say("saved");
      } else {
        this.changed();
      }
      return "saved";
    }

    /** What is saved is what this device sent before, whose answer was lost: on from there, no clash. */
    again(version) {
      this.version = version;
      this.sent = [];
      return this.send();
    }

    isOwn(saved) {
      return this.sent.some((one) => same(one, saved));
    }

    /** Show both versions side by side; nothing is sent before one is chosen. */
    ask(saved) {
      this.saved = saved;
      clearTimeout(this.timer);
      const rows = this.clash.querySelector("[data-clash-rows]");
      rows.replaceChildren(...this.inputs
        .filter((input) => !alike(input.value, saved.fields[input.name]))
        .map((input) => clashRow(input, saved.fields[input.name])));
      this.clash.hidden = false;
      this.clash.focus();
      this.say("clash");
    }

    keepMine() {
      this.choose();
      this.changed();
      this.save();
    }

    takeSaved() {
      this.fill(this.saved.fields);
      this.choose();
      forget(this.name);
      this.unsent(false);
      this.say("taken");
    }

    choose() {
      this.version = this.saved.version;
      this.sent = [];
      this.form.elements.seen.value = String(this.version);
      this.saved = null;
      this.clash.hidden = true;
    }

    async submitted(event) {
      if (this.native || event.defaultPrevented) return; // the page itself says why the sheet was refused
      event.preventDefault();
      delete this.form.dataset.sent;
      if (this.saved) return this.clash.focus();
      const button = event.submitter;
      const outcome = await this.save();
      if (outcome === "saved" && button?.value === "sign") window.location.assign(this.form.dataset.signUrl);
      if (outcome === "wrong") this.form.querySelector("[aria-invalid]").focus();
      if (outcome === "refused") {
        this.native = true;
        this.form.requestSubmit(button);
      }
    }
  }

  function clashRow(input, saved) {
    const row = document.createElement("tr");
    const title = document.createElement("th");
    title.scope = "row";
    title.textContent = input.labels[0]?.textContent.trim() ?? input.name;
    row.append(title, ...[input.value, saved ?? ""].map((text) => {
      const cell = document.createElement("td");
      cell.textContent = text || "–";
      return cell;
    }));
    return row;
  }

  document.querySelectorAll("[data-sheet-done]").forEach((done) => forget(done.dataset.sheetDone));
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;
  form.addEventListener("input", () => showTotal(form));
  showTotal(form);
  new Sheet(form).start();
})();
