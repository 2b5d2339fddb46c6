// The outlook answers while a lever moves. Without this file the page has
// numbers and a button; with it each lever has a slider, the answer follows at
// once, and what drives the risk is put in place when the page has settled.
"use strict";

(() => {
  const form = document.querySelector("form[data-outlook]");
  if (!form) return;
  const answered = "main .title, main [data-results]";
  const soon = 60; // milliseconds after a movement
  const settled = 600;
  let timer, loadTimer, loading, asking, again;

  // What rests is left out of the address.
  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value === "" || (name.startsWith("lever.") && Number(value) === 0)) continue;
      query.append(name, value);
    }
    return `${form.getAttribute("action")}?${query}`;
  };

  const read = async (from, signal) => {
    const answer = await fetch(from, { headers: { Accept: "text/html" }, signal });
    if (answer.redirected || answer.status >= 500) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // What drives the risk takes longer than the rest, so it follows.
  const loadParts = () => {
    clearTimeout(loadTimer);
    loading = new AbortController();
    const { signal } = loading;
    loadTimer = setTimeout(() => {
      document.querySelectorAll("[data-load]").forEach(async (place) => {
        place.setAttribute("aria-busy", "true");
        try {
          const part = (await read(place.dataset.load, signal)).querySelector("main [data-part]");
          if (part && place.isConnected) place.replaceChildren(...part.childNodes);
        } catch {
          // the link to the page stays
        } finally {
          place.removeAttribute("aria-busy");
        }
      });
    }, settled);
  };

  // Tables that the reader has opened stay open.
  const replace = (old, fresh) => {
    const folds = fresh.querySelectorAll("details");
    old.querySelectorAll("details").forEach((fold, i) => folds[i] && (folds[i].open = fold.open));
    old.replaceWith(fresh);
  };

  // One question at a time: while the answer to one is on its way the page
  // shows the one before, and the last position is asked for next. So figures
  // move with the lever on a slow machine too.
  const ask = async () => {
    if (asking) return (again = true);
    asking = true;
    again = false;
    if (loading) loading.abort();
    const to = address();
    document.documentElement.classList.add("asking");
    try {
      const page = await read(to);
      const fresh = [...page.querySelectorAll(answered)];
      document.querySelectorAll(answered).forEach((old, i) => fresh[i] && replace(old, fresh[i]));
      document.title = page.title;
      history.replaceState(null, "", to);
      const heading = document.querySelector("main h1");
      document.querySelector("[data-say]").textContent = heading ? heading.textContent : "";
      loadParts();
    } catch {
      location.assign(to);
    } finally {
      asking = false;
      document.documentElement.classList.remove("asking");
      if (again) ask();
    }
  };

  const sliders = document.querySelectorAll(".lever input[type=range]");
  sliders.forEach((slider) => {
    const number = document.getElementById(slider.dataset.for);
    slider.hidden = false;
    slider.addEventListener("input", () => {
      number.value = slider.value;
      follow();
    });
    number.addEventListener("input", () => {
      if (number.value !== "") slider.value = number.value;
    });
  });

  const follow = () => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      if ([...form.elements].every((field) => field.checkValidity())) ask();
    }, soon);
  };
  for (const field of form.elements) field.addEventListener("input", follow);
  loadParts();
})();
