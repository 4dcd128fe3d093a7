// What a person finds on a page by its name. `place` leads there through headings and ends with the name; `kinds`
// are the marks looked among. Answers the one that is found, or the fold that hides it, or what is the trouble.
const [place, kinds] = arguments;
const name = place.pop();
const said = (part) => {
  const copy = part.cloneNode(true);
  for (const aside of copy.querySelectorAll(".mark, .hint, small, option")) aside.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
};
const called = (part) => part.getAttribute("aria-label") ?? said(part.labels?.[0] ?? part);
// Those exactly so called, else those whose name so begins.
const alike = (parts, name) => {
  const exact = parts.filter((part) => called(part) === name);
  return exact.length > 0 ? exact : parts.filter((part) => called(part).startsWith(name));
};
const isShown = (part) => part.checkVisibility({ visibilityProperty: true });
const fold = (part) => {
  for (let at = part; at; at = at.parentElement)
    if (at.matches("details:not([open])") && !at.querySelector(":scope > summary").contains(part)) return at;
};
const all = [...document.querySelectorAll(kinds)].filter((part) => isShown(part) || fold(part));
let parts = all.filter((part) => called(part).startsWith(name));
for (const heading of place) {
  // Under a heading is whatever the smallest part of the page holds beside it.
  const headings = document.querySelectorAll("h1, h2, h3, h4, legend, summary, caption, th, td, dt, b, label, a");
  const under = new Map();
  for (const one of headings) {
    if (!called(one).startsWith(heading)) continue;
    let around = one;
    while (around && !parts.some((part) => part !== one && around.contains(part))) around = around.parentElement;
    if (around) under.set(around, under.get(around) || called(one) === heading);
  }
  const places = [...under.keys()];
  const inner = places.filter((one) => !places.some((other) => other !== one && one.contains(other)));
  const exact = inner.filter((one) => under.get(one));
  const least = exact.length > 0 ? exact : inner;
  if (least.length === 0) return { trouble: `nothing under “${heading}”` };
  parts = parts.filter((part) => least.some((around) => around.contains(part)));
}
// The head of a fold may be called as the button within.
const holds = (part, others) =>
  part.matches("summary") && others.some((other) => other !== part && part.parentElement.contains(other));
const named = alike(parts, name);
const found = named.filter((part) => !holds(part, named));
if (found.length !== 1) {
  const list = (found.length > 1 ? found : all).slice(0, 60).map((part) => `“${called(part)}”`);
  return { trouble: `${found.length} are called “${name}” among ${list.join(", ")}` };
}
const folded = fold(found[0]);
if (!folded) return { found: found[0] };
let outer = folded;
while (fold(outer.parentElement)) outer = fold(outer.parentElement);
return { fold: outer.querySelector(":scope > summary") };
