// Every five seconds fetches the page anew and exchanges its live parts, unless somebody is at work in one.
"use strict";
const isAtWork = (part) =>
  part.contains(document.activeElement) ||
  part.querySelector("details[open]") !== null ||
  [...part.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? [...field.options].some((option) => option.selected !== option.defaultSelected)
        : field.value !== field.defaultValue
  );

const refresh = async () => {
  const parts = [...document.querySelectorAll("[data-live]")];
  // A page that answers a form that was refused is not found again at its address.
  if (document.hidden || parts.length === 0 || document.querySelector("[data-refused]")) return;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const next = fresh.getElementById(part.id);
    if (next && next.innerHTML !== part.innerHTML && !isAtWork(part)) part.replaceWith(next);
  }
};

setInterval(() => refresh().catch(() => {}), 5000);
