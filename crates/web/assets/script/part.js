// Parts of a page are exchanged in place by htmx; without it the same forms and ways lead to whole pages.
(() => {
  "use strict";
  // Nothing of a page stays behind in the browser; the policy of the pages allows no style and no code of its own.
  Object.assign(htmx.config, {
    allowEval: false,
    historyCacheSize: 0,
    includeIndicatorStyles: false,
    refreshOnHistoryMiss: true,
    selfRequestsOnly: true,
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    const { xhr, requestConfig } = detail;
    const isPage = (xhr.getResponseHeader("content-type") ?? "").startsWith("text/html");
    // Somebody else's page or the way to sign in: shown whole, at its own address.
    if (xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/sign-in")) {
      detail.shouldSwap = false;
      location.assign(requestConfig.verb === "get" ? requestConfig.path : location.href);
    } else if (xhr.status >= 400 && isPage) {
      // What was not accepted is said on the page that answers, with everything typed in it.
      Object.assign(detail, { shouldSwap: true, isError: false, selectOverride: "#main", swapOverride: "outerHTML" });
      detail.target = document.getElementById("main");
    }
  });
  // Read out, and reached at once by keyboard.
  document.addEventListener("htmx:afterSettle", () => {
    const summary = document.getElementById("summary");
    if (summary && summary.tabIndex < 0) {
      summary.tabIndex = 0;
      summary.focus();
    }
  });
})();
