// Beret works without this file. It adds: tips that appear at once, filters
// that apply while one chooses, arrow keys between table rows, progress that
// refreshes itself, and a question before what cannot be undone.
"use strict";

// Tips: the pointer and the focus show data-tip, or an SVG mark's title.
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  const textOf = (mark) => {
    const title = mark.querySelector(":scope > title");
    if (title) {
      mark.dataset.tip = title.textContent;
      mark.setAttribute("aria-label", title.textContent);
      title.remove(); // the browser's own slow tip would appear as well
    }
    return mark.dataset.tip;
  };
  const markAt = (target) => {
    for (let node = target; node && node.closest; node = node.parentElement) {
      if (node.tagName === "svg") return null;
      if (node.dataset && (node.dataset.tip || node.querySelector(":scope > title"))) return node;
    }
    return null;
  };
  const show = (event) => {
    const mark = event.target.closest && markAt(event.target);
    if (!mark) return tip.remove();
    tip.textContent = textOf(mark);
    document.body.append(tip);
    const box = mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 0 ? above : box.bottom + 6) + scrollY}px`;
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("keydown", (event) => event.key === "Escape" && tip.remove());
})();

// swap fetches an address and puts the named parts of its page in place.
const swap = async (address, selector) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.querySelectorAll(selector)]; // one that is put in place leaves its page
  document.querySelectorAll(selector).forEach((old, i) => fresh[i] && old.replaceWith(fresh[i]));
  return page;
};

// Filters apply while one chooses; the address follows, so it can be shared.
document.querySelectorAll("form[data-live]").forEach((form) => {
  let timer;
  const apply = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const address = `${form.getAttribute("action")}?${query}`;
    await swap(address, "main .title, .tabs, [data-results]");
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 300);
  });
});

// On a phone the filters are folded away, so that the list comes first.
const phone = matchMedia("(max-width: 40rem)");
const foldFilters = () => document.querySelectorAll(".filters .fold, .levers .fold").forEach((fold) => (fold.open = !phone.matches));
phone.addEventListener("change", foldFilters);
foldFilters();

// On a phone the bar of sections shows the one that one is in.
document.querySelectorAll(".main-nav [aria-current], .tabs [aria-current]").forEach((link) => {
  const bar = link.closest("ul");
  bar.scrollLeft = link.offsetLeft - (bar.clientWidth - link.clientWidth) / 2;
});

// Arrow keys move between the rows of a table.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target.closest && event.target.closest("tbody tr");
  if (!row || event.target.matches("input, select, textarea")) return;
  let next = row;
  do next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling;
  while (next && !next.querySelector("a"));
  if (!next) return;
  event.preventDefault();
  next.querySelector("a").focus();
});

// Progress refreshes itself until the job is done, then the page is loaded.
const poll = async () => {
  const bar = document.querySelector("[data-poll]");
  if (!bar) return;
  const page = await swap(bar.dataset.poll, ".progress");
  if (page && !page.querySelector("[data-poll]")) return location.reload();
  setTimeout(poll, 1000);
};
setTimeout(poll, 1000);

// A question before what cannot be undone.
document.addEventListener("submit", (event) => {
  const question = (event.submitter && event.submitter.dataset.confirm) || event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// The menu of the user closes with Escape or a click elsewhere.
const closeMenus = (except) =>
  document.querySelectorAll("details.who[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.who")));
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(null));

// The error summary takes the focus, so that a screen reader begins there.
const failed = document.querySelector(".summary-error");
if (failed) failed.focus({ preventScroll: true });

// Sliders ask the server while one drags, one question at a time; the answer
// to the last position wins. The numbers beside them follow at once.
document.querySelectorAll("form[data-slide]").forEach((form) => {
  let asking = false;
  let again = false;
  const ask = async () => {
    if (asking) return (again = true);
    asking = true;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const address = `${form.getAttribute("action")}?${query}`;
    try {
      await swap(address, "main .title, main > .inner > [data-results], .floors [data-results], .side [data-results]");
      history.replaceState(null, "", address);
    } finally {
      asking = false;
      if (again) {
        again = false;
        ask();
      }
    }
  };
  form.addEventListener("input", (event) => {
    const shown = form.querySelector(`output[for="${event.target.id}"] span`);
    if (shown) shown.textContent = event.target.value;
    ask();
  });
});

// A key follows a link of the row that has the focus: data-key names it. Where
// the link leads to a form, the form opens over the page. ? shows the keys.
const keysHelp = document.querySelector("dialog.keys");
const typing = (target) => target.matches && target.matches("input, select, textarea");
document.querySelectorAll("[data-keys]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => keysHelp.showModal());
});
const openForm = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("main form.form");
  if (!answer.ok || !form) return location.assign(address);
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  const title = page.querySelector("main h1");
  const heading = document.createElement("h2");
  heading.textContent = title ? title.textContent : "";
  heading.id = "ask-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, ...page.querySelectorAll("main .summary"), form);
  form.querySelectorAll(".buttons a").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    }),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  const field = form.querySelector("textarea, select, input:not([type=hidden])");
  if (field) field.focus();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?" && keysHelp) return keysHelp.showModal();
  const row = event.target.closest && event.target.closest("tbody tr");
  const link = row && /^[a-z]$/.test(event.key) && row.querySelector(`[data-key="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  if (event.key === "w") return link.click();
  openForm(link.href);
});
