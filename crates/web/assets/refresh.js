// Hears when what a page shows has changed, fetches the page anew and exchanges it, unless somebody is at work
// in it: then only the live parts nobody is at work in, and a line says that there is more to see.
"use strict";
const main = document.getElementById("main");
const changed = document.getElementById("changed");
const followed = /^\/(board|requests|(cases|conferences|consultations)\/[0-9a-f-]{36})$/;

// A list without a chosen option shows its first one.
const isChosenAnew = (list) => {
  const options = [...list.options];
  const isGiven = list.multiple || options.some((option) => option.defaultSelected);
  return options.some((option, at) => option.selected !== (isGiven ? option.defaultSelected : at === 0));
};

const isAtWork = (part) =>
  part.contains(document.activeElement) ||
  part.querySelector("details[open]") !== null ||
  [...part.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? isChosenAnew(field)
        : field.value !== field.defaultValue
  );

const exchange = (part, next) => {
  if (next && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
};

// Whole pages are exchanged when there is word of a change, live parts also unasked.
const refresh = async (hasChanged) => {
  // A page that answers a form that was refused is not found again at its address.
  if (document.hidden || document.querySelector("[data-refused]")) return;
  if (!hasChanged && document.querySelector("[data-live]") === null) return;
  const headers = { "x-requested-by": "refresh" };
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store", headers });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (hasChanged && !isAtWork(main)) {
    exchange(main, fresh.getElementById("main"));
    changed.hidden = true;
    return;
  }
  for (const part of document.querySelectorAll("[data-live]"))
    if (!isAtWork(part)) exchange(part, fresh.getElementById(part.id));
  if (hasChanged) changed.hidden = false;
};

const unasked = (every) => setInterval(() => refresh(false).catch(() => {}), every);

const follow = () => {
  let heard = main.dataset.cursor;
  let source = null;
  const open = () => {
    source = new EventSource(`/live${location.pathname}?after=${encodeURIComponent(heard)}`);
    source.addEventListener("ready", (event) => (heard = event.lastEventId));
    source.addEventListener("changed", (event) => {
      heard = event.lastEventId;
      refresh(true).catch(() => {});
    });
    // Refused, not merely broken: the page looks for itself again.
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) unasked(5000);
    });
    // What may not be seen any more does not stay on the screen.
    source.addEventListener("gone", () => {
      source.close();
      location.reload();
    });
  };
  // A hidden page takes no connection; browsers have few of them for each site.
  const hideOrShow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) open();
  };
  document.addEventListener("visibilitychange", hideOrShow);
  hideOrShow();
};

if (main?.dataset.cursor && followed.test(location.pathname) && !document.querySelector("[data-refused]")) {
  follow();
  // Some things change by the clock alone.
  unasked(60000);
} else unasked(5000);
