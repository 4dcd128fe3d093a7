// Hears when what a page shows has changed, fetches the page anew and takes over what is new in it. What
// somebody is typing, what is open and where the keyboard is stay as they are.
(() => {
  "use strict";
  const main = () => document.getElementById("main");
  const changed = document.getElementById("changed");
  const followed = /^\/(board|requests|(cases|conferences|consultations)\/[0-9a-f-]{36})$/;

  // A list without a chosen option shows its first one.
  const isChosenAnew = (list) => {
    const options = [...list.options];
    const isGiven = list.multiple || options.some((option) => option.defaultSelected);
    return options.some((option, at) => option.selected !== (isGiven ? option.defaultSelected : at === 0));
  };
  const isTyped = (field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? isChosenAnew(field)
        : field.type !== "hidden" && field.value !== field.defaultValue;
  const isAtWork = (part) =>
    part instanceof Element &&
    (part.contains(document.activeElement?.closest("form") ?? null) ||
      [...part.querySelectorAll("input, textarea, select")].some(isTyped));

  // What is being typed, and what a script of its own draws.
  const isKept = (old) =>
    old instanceof HTMLFormElement ? isAtWork(old) : old instanceof Element && old.hasAttribute("data-own");

  const callbacks = {
    beforeNodeMorphed: (old) => !isKept(old),
    beforeNodeRemoved: (old) => !isAtWork(old),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node.localName === "details"),
  };

  const refresh = async (hasChanged) => {
    // A page that answers a form that was refused is not found again at its address.
    if (document.hidden || document.querySelector("[data-refused]")) return;
    if (!hasChanged && document.querySelector("[data-live]") === null) return;
    const headers = { "x-requested-by": "refresh" };
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store", headers });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (!fresh) return;
    // What was just done is said once, and stays until somebody goes on.
    const done = main().querySelector(":scope > .done");
    if (done) fresh.prepend(done.cloneNode(true));
    const wasAtWork = [...main().querySelectorAll("form")].some(isAtWork);
    Idiomorph.morph(main(), [...fresh.childNodes], { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks });
    htmx.process(main());
    document.dispatchEvent(new Event("kaname:refreshed"));
    if (hasChanged) changed.hidden = !wasAtWork;
  };

  const unasked = (every) => setInterval(() => refresh(false).catch(() => {}), every);

  const follow = () => {
    let heard = main().dataset.cursor;
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

  if (main()?.dataset.cursor && followed.test(location.pathname) && !document.querySelector("[data-refused]")) {
    follow();
    // Some things change by the clock alone.
    unasked(60000);
  } else unasked(5000);
})();
