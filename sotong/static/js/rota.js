// The month grid by keyboard: arrows move, typing a name and Enter changes a seat.
// Without this file each name is a link to the seat's page, where the same is done by a plain form.
(function () {
  "use strict";
  const said = document.querySelector("[data-grid-said]");
  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function say(text, tone = "") {
    said.textContent = text;
    said.dataset.tone = tone;
  }

  /** The nearest seat in a direction; days without that duty are passed over. */
  function neighbour(link, [down, right]) {
    const cell = link.closest("td");
    let row = cell.parentElement;
    let place = cell.cellIndex;
    for (;;) {
      place += right;
      for (let n = Math.abs(down); n > 0; n -= 1) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      const next = row?.cells[place];
      if (!next) return null;
      const found = next.querySelector(".seat-link");
      if (found) return found;
    }
  }

  function officerId(typed) {
    const options = [...document.querySelectorAll("#grid-officers option")];
    const exact = options.find((option) => option.value === typed);
    const alike = options.filter((option) => option.value.startsWith(typed));
    const found = exact ?? (alike.length === 1 ? alike[0] : null);
    return { found, several: alike.length > 1 && !exact };
  }

  function edit(link, first) {
    const cell = link.closest("td");
    const input = document.createElement("input");
    input.setAttribute("list", "grid-officers");
    input.setAttribute("aria-label", `${cell.parentElement.querySelector(".day-on").textContent} ${link.textContent}`);
    input.value = first;
    link.hidden = true;
    cell.append(input);
    input.focus();
    let open = true;
    const close = () => {
      if (!open) return; // removing the field takes the focus from it, which closes it once more
      open = false;
      input.remove();
      link.hidden = false;
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") { close(); link.focus(); }
      if (event.key === "Enter") { event.preventDefault(); change(link, input.value.trim(), close); }
    });
    input.addEventListener("blur", close);
  }

  async function change(link, typed, close) {
    const { found, several } = officerId(typed);
    if (typed && !found) {
      say(several ? document.querySelector("[data-duty-grid]").dataset.several : document.querySelector("[data-duty-grid]").dataset.unknown, "danger");
      return;
    }
    const body = new FormData();
    body.set("officer_id", found?.dataset.id ?? "");
    body.set("seen", link.dataset.seen);
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    let answer;
    try {
      const sent = await fetch(link.href, {
        method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      answer = await sent.json();
    } catch {
      say(document.querySelector("[data-duty-grid]").dataset.away, "danger");
      return;
    }
    if (answer.needs_reason) { window.location.assign(link.href); return; }
    close();
    link.dataset.seen = String(answer.seen);
    if (answer.done) {
      link.textContent = found ? found.value.replace(/ \(.*\)$/, "") : document.querySelector("[data-duty-grid]").dataset.empty;
      link.closest("td").classList.toggle("seat-empty", !found);
      say(answer.broken.join(" ") || document.querySelector("[data-duty-grid]").dataset.fine, answer.broken.length ? "danger" : "");
      (neighbour(link, [1, 0]) ?? link).focus();
    } else {
      say(answer.messages.join(" "), "danger");
      link.focus();
    }
  }

  document.querySelector("[data-duty-grid]")?.addEventListener("keydown", (event) => {
    const link = event.target.closest?.(".seat-link");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) {
      event.preventDefault();
      neighbour(link, MOVES[event.key])?.focus();
    } else if (event.key === "Delete" || event.key === "F2" || event.key === "Process" || event.isComposing || event.key.length === 1 && event.key !== " ") {
      if (event.key.length === 1) event.preventDefault();
      edit(link, event.key.length === 1 ? event.key : "");
    }
  });
})();
