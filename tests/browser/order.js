// Where a name written from right to left stands: what comes before it stays before it, and what follows follows.
// Answers how often the name stands on the page, and what stands on the wrong side of something.
const [name] = arguments;
const isInline = (part) => getComputedStyle(part).display.startsWith("inline");
const blockAround = (part) => (isInline(part) ? blockAround(part.parentElement) : part);
const unitAt = (text, at) =>
  text.startsWith(name, at) ? name : String.fromCodePoint(text.codePointAt(at));

const wrong = [];
let count = 0;
let last = null;
const texts = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
for (let node = texts.nextNode(); node; node = texts.nextNode()) {
  const part = node.parentElement;
  if (node.data.trim() === "" || !part.checkVisibility() || part.closest("select, textarea")) continue;
  const block = blockAround(part);
  if (!block.textContent.includes(name)) continue;
  for (let at = 0; at < node.data.length; ) {
    const unit = unitAt(node.data, at);
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, (at += unit.length));
    if (unit === name) count += 1;
    const [box, ...more] = range.getClientRects();
    if (/^[\s\u2066-\u2069]$/.test(unit) || !box || box.width === 0) continue;
    const isBeside = last?.block === block && Math.abs(last.box.bottom - box.bottom) < 4;
    if (isBeside && box.left < last.box.left - 1)
      wrong.push(`“${unit}” stands before “${last.unit}” in “${block.textContent.trim().slice(0, 120)}”`);
    last = more.length > 0 ? null : { block, box, unit };
  }
}
return { count, wrong };
