// Keys for who has no hand free for the mouse: / search, n new, j k rows, ? help. They can be switched off.
(() => {
  "use strict";
  const SWITCH = "kaname-keys";
  const help = document.getElementById("keys");
  if (!help) return;
  const isOn = document.getElementById("shortcuts");
  isOn.checked = localStorage.getItem(SWITCH) !== "off";
  isOn.addEventListener("change", () => localStorage.setItem(SWITCH, isOn.checked ? "on" : "off"));

  const opener = document.querySelector("[data-opens='keys']");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());

  const step = (by) => {
    const rows = [...document.querySelectorAll("[data-rows] > tr, [data-rows] > li")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    next?.querySelector("a, button, summary")?.focus();
  };
  const does = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    n: () => document.querySelector("[data-new]")?.click(),
    j: () => step(1),
    k: () => step(-1),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!isOn.checked || isWriting || help.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = Object.hasOwn(does, event.key) ? does[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A menu closes when somebody goes on elsewhere.
  const menu = document.querySelector("details.menu");
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
