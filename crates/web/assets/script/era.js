// Beside a day chosen in a calendar stands how it is written on papers: 令和8年11月27日.
(() => {
  "use strict";
  const isJapanese = document.documentElement.lang === "ja";
  const tag = isJapanese ? "ja-JP-u-ca-japanese" : "en-GB";
  const era = isJapanese ? { era: "long" } : {};
  const written = new Intl.DateTimeFormat(tag, { ...era, year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
  document.addEventListener("input", ({ target }) => {
    const beside = target.type === "date" && target.parentElement.querySelector("output.era");
    if (beside) beside.textContent = target.value && written.format(target.valueAsDate);
  });
})();
