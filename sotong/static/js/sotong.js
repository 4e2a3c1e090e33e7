// Conveniences. Every page works without this file: nothing here decides, checks or stores anything.

const RESUBMIT_AFTER_MS = 3000;
const COPIED_SHOWN_MS = 3000;

/** Wire what stands below `root`: the page, or a part that htmx has just put into it. */
function enhance(root) {
  root.querySelectorAll("[data-copy]").forEach(offerCopy);
  root.querySelectorAll("[data-print]").forEach(offerPrint);
  root.querySelectorAll("table[data-cards]").forEach(labelCells);
  root.querySelectorAll("form[data-unsaved]").forEach(watchForm);
  root.querySelectorAll(".tabs").forEach(showOwnTab);
  root.querySelector("[data-focus]")?.focus();
}

function offerCopy(button) {
  if (!navigator.clipboard) return;
  const label = button.querySelector("[data-copy-label]");
  const before = label.textContent;
  button.hidden = false;
  label.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      label.textContent = button.dataset.copied;
      setTimeout(() => { label.textContent = before; }, COPIED_SHOWN_MS);
    } catch {
      button.hidden = true; // refused by this browser; the text itself stands beside the button
    }
  });
}

function offerPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** On a phone a row is shown as a card: each cell then needs its column's title, and the table keeps its roles. */
function labelCells(table) {
  const titles = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  const role = (element, name) => element.setAttribute("role", name);
  role(table, "table");
  table.querySelectorAll("thead, tbody").forEach((part) => role(part, "rowgroup"));
  table.querySelectorAll("tr").forEach((row) => role(row, "row"));
  table.querySelectorAll("thead th").forEach((cell) => role(cell, "columnheader"));
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, place) => {
      role(cell, cell.tagName === "TH" ? "rowheader" : "cell");
      if (titles[place]) cell.dataset.label = titles[place];
      cell.toggleAttribute("data-nothing", cell.tagName === "TD" && /^[–-]?$/.test(cell.textContent.trim()) && !cell.children.length);
    });
  }
  table.parentElement.classList.add("as-cards");
}

/** Where the tabs are wider than the screen, the one of this page is in sight. */
function showOwnTab(tabs) {
  const own = tabs.querySelector("[aria-current]");
  if (own) tabs.scrollLeft = own.offsetLeft + own.offsetWidth / 2 - tabs.offsetLeft - tabs.clientWidth / 2;
}

/** A form with data-unsaved asks before what was typed is left behind. */
function watchForm(form) {
  form.addEventListener("input", () => { form.dataset.unsaved = "yes"; });
}

function warnOfUnsaved(event) {
  if (document.querySelector("form[data-unsaved='yes']")) event.preventDefault();
}

/** Ask the question of data-confirm in the page's own dialog (citizens' pages have none); true for yes. */
function asked(question) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return Promise.resolve(window.confirm(question));
  dialog.querySelector("#confirm-question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Before a form goes: its button's question, and no second sending while the first is on its way. */
function beforeSubmit(event) {
  const form = event.target;
  const button = event.submitter;
  if (form.method === "dialog") return;
  if (form.dataset.sent) return stop(event);
  if (!navigator.onLine && form.method === "post" && !form.matches("[data-sheet]")) {
    stop(event);
    return sayOffline(form);
  }
  if (button?.dataset.confirm && !button.dataset.agreed) {
    stop(event);
    asked(button.dataset.confirm).then((yes) => { if (yes) sendAgreed(form, button); });
    return;
  }
  if (form.hasAttribute("data-unsaved")) form.dataset.unsaved = "";
  if (form.matches("[hx-post]")) return; // htmx keeps its own order
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, RESUBMIT_AFTER_MS); // a download leaves the page standing
}

/** Without a line the browser would show a page of its own in place of what was typed. */
function sayOffline(form) {
  const said = form.querySelector("[role='alert'][data-offline]") ?? form.appendChild(document.createElement("p"));
  said.className = "field-error";
  said.dataset.offline = "";
  said.setAttribute("role", "alert");
  said.textContent = document.body.dataset.offline;
}

function sendAgreed(form, button) {
  button.dataset.agreed = "yes";
  form.requestSubmit(button);
  delete button.dataset.agreed;
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** What an officer opens or copies leads to the field where she pastes what she made of it. */
function unfold(event) {
  const task = event.target.closest("[data-unfold]");
  if (task && event.target.closest("a, [data-copy]")) unfoldIn(task);
}

function unfoldIn(place) {
  const fold = place?.querySelector("details");
  if (fold) fold.open = true;
}

function offerMenu(button) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    menu.toggleAttribute("data-closed", !open);
  };
  button.hidden = false;
  show(false);
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
}

/** A menu that has dropped down closes by Escape, and by a press beside it. */
function closeDropdowns(event) {
  document.querySelectorAll("details[data-dropdown][open]").forEach((dropdown) => {
    const byKey = event.type === "keydown" && event.key === "Escape";
    const beside = event.type === "click" && !dropdown.contains(event.target);
    if (byKey || beside) dropdown.open = false;
    if (byKey) dropdown.querySelector("summary").focus();
  });
}

document.querySelectorAll("[data-menu]").forEach(offerMenu);
document.addEventListener("submit", beforeSubmit, { capture: true });
document.addEventListener("click", closeDropdowns);
document.addEventListener("click", unfold);
document.addEventListener("keydown", closeDropdowns);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
document.addEventListener("live:arrived", (event) => enhance(event.detail));
window.addEventListener("beforeunload", warnOfUnsaved);
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
enhance(document);
unfoldIn(document.querySelector(":target [data-unfold]"));
