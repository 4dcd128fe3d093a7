// How far the keyboard is from `target`: the least number of stops before it (negative: behind), or how it looks
// once there. Some fields have several stops, so there may be more.
const [target] = arguments;
const active = document.activeElement;
const group = (part) => (part.type === "radio" && part.name ? `${part.form?.id} ${part.name}` : null);
const isThere = active === target || (group(target) !== null && group(target) === group(active));
if (isThere) {
  const rings = [active, ...(active.labels ?? []), active.parentElement].map((part) => getComputedStyle(part));
  const box = active.getBoundingClientRect();
  // Of a field that is higher than what is left of the window, browsers show the line with the cursor.
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const top = document.elementFromPoint(x, y);
  return {
    ahead: 0,
    ring: rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    seen: top !== null && (active.contains(top) || top.contains(active) || [...(active.labels ?? [])].some((label) => label.contains(top))),
  };
}
const inputs = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
const stops = [];
for (const part of document.querySelectorAll(inputs)) {
  if (part.tabIndex < 0 || part.disabled || !part.checkVisibility({ visibilityProperty: true })) continue;
  const at = group(part) === null ? -1 : stops.findIndex((stop) => group(stop) === group(part));
  if (at < 0) stops.push(part);
  else if (part.checked) stops[at] = part;
}
const place = (part) => stops.findIndex((stop) => stop === part || (group(part) !== null && group(stop) === group(part)));
const to = place(target);
if (to < 0) return { ahead: null };
const from = place(active);
if (from >= 0) return { ahead: to - from };
// Nowhere yet: the first stop is one ahead.
return { ahead: active === document.body ? to + 1 : 1 };
