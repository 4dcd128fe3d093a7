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

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { xhr, requestConfig, pathInfo } = detail;
    const leadsAway = xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/sign-in");
    if (requestConfig.verb !== "get") {
      // What is being typed stays on the screen, whatever becomes of its draft; what it comes to has a place of its own.
      detail.shouldSwap = !leadsAway && xhr.status === 200 && requestConfig.elt.hasAttribute("hx-target");
    } else if (leadsAway || xhr.status >= 400) {
      // Not the part that was asked for: shown whole, at its own address.
      detail.shouldSwap = false;
      location.assign(pathInfo.finalRequestPath);
    }
  });
})();
