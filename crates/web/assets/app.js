// Conveniences only: every page works without this script.
"use strict";

// After a refused form the reader starts at the list of what to correct.
const summary = document.getElementById("error-summary");
if (summary) {
  summary.focus();
}

// A script can print, so only a page with a script offers it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// An impatient second press does not send a form twice; after some seconds, or on coming back, it may be sent again.
for (const form of document.querySelectorAll('form[method="post"]')) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - sentAt < 4000) {
      event.preventDefault();
    }
    sentAt = Date.now();
  });
  window.addEventListener("pageshow", () => {
    sentAt = 0;
  });
}
