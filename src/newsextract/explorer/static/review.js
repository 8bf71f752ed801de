// The review page: moving between values, marking words, sending decisions. Offsets are code points; JavaScript counts UTF-16 units.
"use strict";
(() => {
  const main = document.getElementById("main");
  const status = document.getElementById("status");
  const words = JSON.parse(main.dataset.words); // what this script says, in the page's language
  const key = document.querySelector('meta[name="newsextract-key"]').content;
  let current = null; // key of the row that keys act on
  let marked = null; // {start, end, text} of the words that are marked
  let queue = Promise.resolve(); // what keys asked for, one after another
  let offered = ""; // the words that are selected for the reviewer to begin with: his only once he takes or changes them

  const text = () => document.getElementById("text");
  const bar = () => main.querySelector(".bar");
  const form = () => main.querySelector("form.edit");
  const rows = () => [...main.querySelectorAll("details[open] .row")];
  const rowOf = (name) => [...main.querySelectorAll(".row")].find((row) => row.dataset.row === name);
  const codePoints = (string) => {
    let count = 0;
    for (const _ of string) count += 1;
    return count;
  };

  // offsets and places in the text

  function nodes() {
    const walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(), at = 0; node; node = walker.nextNode()) {
      const length = codePoints(node.data);
      found.push({ node, at, length });
      at += length;
    }
    return found;
  }

  function offsetAt(container, offset) {
    const before = document.createRange();
    before.selectNodeContents(text());
    before.setEnd(container, offset);
    return codePoints(before.toString());
  }

  function placeOf(offset, all, isEnd) {
    const held = all.find((one) => (isEnd ? offset <= one.at + one.length : offset < one.at + one.length)) || all[all.length - 1];
    let units = 0;
    let left = offset - held.at;
    for (const char of held.node.data) {
      if (left <= 0) break;
      units += char.length;
      left -= 1;
    }
    return [held.node, units];
  }

  function rangeOf(start, end, all = nodes()) {
    const range = document.createRange();
    range.setStart(...placeOf(start, all, false));
    range.setEnd(...placeOf(end, all, true));
    return range;
  }

  function spansOf(row) {
    return (row.dataset.spans || "").split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
  }

  function light(name, ranges) {
    if (window.CSS && CSS.highlights) CSS.highlights.set(name, new Highlight(...ranges));
  }

  function showWords(row, scroll) {
    const all = text().firstChild ? nodes() : [];
    const ranges = all.length ? spansOf(row).map(([start, end]) => rangeOf(start, end, all)) : [];
    light("words", ranges);
    if (scroll && ranges.length) {
      const at = ranges[0].getBoundingClientRect();
      const box = text().getBoundingClientRect();
      if (at.top < box.top || at.bottom > box.bottom) text().scrollTop += at.top - box.top - box.height / 3;
    }
  }

  // the current row

  function choose(row, focus = true) {
    main.querySelectorAll(".row.is-current").forEach((other) => other.classList.remove("is-current"));
    main.querySelectorAll(".row[tabindex='0'], .acts button[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    if (!row) return;
    current = row.dataset.row;
    row.classList.add("is-current");
    row.setAttribute("tabindex", "0");
    row.querySelectorAll(".acts button").forEach((button) => button.setAttribute("tabindex", "0"));
    if (focus) row.focus();
    showWords(row, true);
  }

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.row === current);
    choose(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  // decisions

  function say(message) {
    status.textContent = message;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (status.textContent = ""), 6000);
  }

  async function send(decision) {
    const answer = await fetch(`${bar().dataset.url}?${bar().dataset.selected}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-newsextract-key": key },
      body: JSON.stringify({ state: bar().dataset.state, ...decision }),
    }).catch(() => null);
    if (answer && answer.ok) {
      redraw(await answer.text());
      return null;
    }
    return answer ? (await answer.text()).trim() : words["no answer"];
  }

  function redraw(html) {
    const open = new Set([...main.querySelectorAll("details.group[open]")].map((group) => group.dataset.group));
    const [page, read] = [window.scrollY, text().scrollTop];
    main.innerHTML = html; // made by this program's own templates, which escape what records say
    main.querySelectorAll("details.group").forEach((group) => (group.open = open.has(group.dataset.group)));
    marked = null;
    light("marked", []);
    text().scrollTop = read;
    window.scrollTo(0, page);
  }

  async function decide(action, row) {
    const all = rows();
    const after = all[all.indexOf(row) + 1];
    const [name, next] = [row.dataset.row, after && after.dataset.row];
    const wrong = await send({ action, row: name });
    if (wrong) return say(wrong);
    say(`${words[{ confirm: "confirmed", reject: "rejected", withdraw: "taken back" }[action]]}: ${row.querySelector(".label").textContent}`);
    const moved = action === "withdraw" ? name : next || name;
    return choose(rowOf(moved) || rowOf(name) || rows()[0]);
  }

  async function confirmRest() {
    const wrong = await send({ action: "confirm-rest", row: "" });
    say(wrong || words["confirmed the rest"]);
    choose(rowOf(current) || rows()[0]);
  }

  // forms

  async function openForm(name, place) {
    closeForm();
    const answer = await fetch(`${bar().dataset.url}?form=${encodeURIComponent(name)}`).catch(() => null);
    if (!answer || !answer.ok) return say(answer ? (await answer.text()).trim() : words["no answer"]);
    place.insertAdjacentHTML("beforeend", await answer.text());
    const opened = form();
    showMarked();
    const first = opened.querySelector("input:not([type=hidden]), select, button");
    if (opened.dataset.marks === "1" && !opened.querySelector("select, [type=radio]")) markInText();
    else first.focus();
    opened.scrollIntoView({ block: "nearest" });
    return opened;
  }

  function closeForm() {
    const opened = form();
    if (opened) opened.remove();
    marked = null;
    offered = "";
    light("marked", []);
    leaveText();
  }

  function markInText() {
    const box = text();
    box.setAttribute("contenteditable", "true"); // only for the cursor: what would change the text is refused
    box.setAttribute("spellcheck", "false");
    box.setAttribute("inputmode", "none");
    box.setAttribute("role", "textbox");
    box.setAttribute("aria-multiline", "true");
    box.setAttribute("aria-readonly", "true");
    box.focus({ preventScroll: true });
    const row = rowOf(current);
    const span = row && spansOf(row)[0];
    if (box.firstChild) {
      const range = span ? rangeOf(span[0], span[1]) : rangeOf(0, 0);
      offered = marked ? "" : range.toString();
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    if (!matchMedia("(pointer: coarse)").matches) say(words["marking keys"]);
  }

  function leaveText() {
    const box = text();
    ["contenteditable", "aria-multiline", "aria-readonly"].forEach((name) => box.removeAttribute(name));
    box.setAttribute("role", "document");
  }

  function takeSelection(taken) {
    const selection = getSelection();
    if (!form() || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text().contains(range.startContainer) || !text().contains(range.endContainer)) return;
    const chosen = range.toString();
    if (!chosen.trim() || (taken !== true && chosen === offered)) return;
    offered = "";
    const start = offsetAt(range.startContainer, range.startOffset);
    marked = { start, end: start + codePoints(chosen), text: chosen };
    showMarked();
  }

  function showMarked() {
    const opened = form();
    const output = opened && opened.querySelector(".marked");
    if (!output) return;
    output.textContent = marked ? `“${marked.text.trim()}”` : words["no words marked"];
    output.classList.toggle("none", !marked);
    light("marked", marked ? [rangeOf(marked.start, marked.end)] : []);
  }

  async function save(opened) {
    const given = Object.fromEntries(new FormData(opened));
    const name = opened.dataset.row;
    const known = new Set([...main.querySelectorAll(".row")].map((row) => row.dataset.row));
    const wrong = await send({ action: opened.dataset.action, row: name, ...given, ...(opened.dataset.marks === "1" ? marked : null) });
    if (wrong) {
      opened.querySelector(".error").textContent = wrong;
      opened.querySelector("button[type=submit]").focus();
      return;
    }
    say(words.saved);
    const added = name.startsWith("add|") && [...main.querySelectorAll(".row")].find((row) => !known.has(row.dataset.row));
    if (added) added.closest("details").open = true;
    choose(added || rowOf(name) || rowOf(current) || rows()[0]);
  }

  function edit(row) {
    if (row.dataset.edit !== "1") return say(words["this was taken out: take the decision back first"]);
    choose(row, false);
    return openForm(row.dataset.row, row);
  }

  // events

  main.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = event.target.closest(".row");
    const opened = event.target.closest("form.edit");
    if (opened) {
      if (button && button.dataset.act === "mark") markInText();
      if (button && button.dataset.act === "cancel") cancel();
    } else if (button && button.id === "keys") {
      document.getElementById("help").showModal();
    } else if (button && button.dataset.act === "confirm-rest") {
      confirmRest();
    } else if (button && button.dataset.add) {
      openForm(button.dataset.add, button.closest("details"));
    } else if (button && row) {
      if (button.dataset.act === "edit") edit(row);
      else decide(button.dataset.act, row);
    } else if (row && getSelection().isCollapsed) {
      choose(row);
    }
  });

  function cancel() {
    closeForm();
    choose(rowOf(current) || rows()[0]);
  }

  main.addEventListener("submit", (event) => {
    event.preventDefault();
    save(event.target);
  });
  main.addEventListener("focusin", (event) => {
    const row = event.target.closest(".row");
    if (row && row.dataset.row !== current && !event.target.closest("form")) choose(row, false);
  });
  main.addEventListener("beforeinput", (event) => {
    if (event.target.closest("#text")) event.preventDefault();
  });
  for (const name of ["paste", "cut", "drop", "dragstart"]) {
    main.addEventListener(name, (event) => {
      if (event.target.closest && event.target.closest("#text")) event.preventDefault();
    });
  }
  main.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#text")) offered = ""; // what is marked from here on is the reviewer's
  });
  document.addEventListener("selectionchange", takeSelection);

  // what a key writes on a Latin layout: a Thai one has no Latin letters and no question mark
  const letterOf = ({ key, code, shiftKey }) => {
    if (key <= "\x7f" || !/^(Key.|Slash)$/.test(code)) return key;
    if (code === "Slash") return shiftKey ? "?" : "/";
    return shiftKey ? code[3] : code[3].toLowerCase();
  };

  const keys = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    c: (row) => decide("confirm", row),
    Enter: (row) => decide("confirm", row),
    x: (row) => (row.dataset.reject === "1" ? decide("reject", row) : say(words["there is nothing to reject: confirm that the article does not say, or add a value"])),
    u: (row) => decide("withdraw", row),
    e: edit,
    w: (row) => showWords(row, true),
    a: (row) => {
      const button = row.closest("details").querySelector("[data-add]");
      if (button) button.click();
    },
    C: confirmRest,
    n: () => document.getElementById("next").click(),
    p: () => document.getElementById("previous").click(),
    N: () => document.getElementById("next-unreviewed").click(),
    r: () => document.getElementById("record-page").click(),
    "?": () => document.getElementById("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (document.getElementById("help").open) return;
    if (event.key === "Escape" && form()) {
      event.preventDefault();
      cancel();
      return;
    }
    const inText = event.target.closest && event.target.closest("#text");
    if (inText && form()) {
      if (event.key === "Enter") {
        event.preventDefault();
        takeSelection(true);
        leaveText();
        (form().querySelector("select, [type=radio]:checked") || form().querySelector("button[type=submit]")).focus();
        form().scrollIntoView({ block: "nearest" });
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("form.edit")) {
      if (letterOf(event) === "m" && !event.target.matches("input:not([type=radio]), select")) {
        event.preventDefault();
        markInText();
      }
      return;
    }
    if (event.target.matches("input, select, textarea, summary, a, button") && ["Enter", " ", "ArrowDown", "ArrowUp"].includes(event.key)) return;
    if (inText && ["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const act = keys[letterOf(event)];
    const row = rowOf(current);
    if (!act || (act.length && !row)) return;
    event.preventDefault();
    // a key pressed before the last decision is answered acts on the row that comes then
    queue = queue.then(() => (act.length && !rowOf(current) ? null : act(rowOf(current)))).catch(() => {});
  });

  choose(rows().find((row) => !row.classList.contains("is-decided")) || rows()[0], false);
})();
