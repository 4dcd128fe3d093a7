// The week as a calendar, by the clock or by rooms. It shows what it reads from the list of the page, which stays
// for telephones, for paper and for browsers without scripts.
(() => {
  "use strict";
  const place = document.getElementById("calendar");
  const week = () => [...document.querySelectorAll(".week > [data-day]")];
  if (!place || week().length === 0) return;
  const heading = (day) => day.querySelector("h3").textContent.trim();

  const events = () =>
    [...document.querySelectorAll(".week [data-start]")].map((entry) => ({
      id: entry.querySelector("a").pathname,
      start: entry.dataset.start,
      end: entry.dataset.end,
      resourceIds: [entry.dataset.room],
      extendedProps: { entry },
    }));
  const rooms = () => {
    const room = (named) => ({ id: named.dataset.place, title: named.textContent });
    return [...place.querySelectorAll("[data-place]")].map(room);
  };

  // The link of the list: when, and whom it is about or of what kind it is. The rest is said where there is room.
  const content = ({ event }) => {
    const { entry } = event.extendedProps;
    const said = [...entry.children].map((part) => part.textContent.trim());
    const link = entry.querySelector("a").cloneNode(true);
    const patient = entry.querySelector("[data-patient]");
    if (patient) link.replaceChildren(link.querySelector("b"), " ", patient.textContent);
    link.title = said.join(" ");
    link.setAttribute("aria-label", `${heading(entry.closest("[data-day]"))} ${link.textContent} ${said.join(" ")}`);
    return { domNodes: [link] };
  };
  const clock = (time) => `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
  const named = (date) => heading(week()[(date.getDay() + 6) % 7]);

  // It calls itself a table without being one; read out, it is its days and its links.
  const shown = place.querySelector("[data-calendar]");
  const speakPlainly = () => {
    for (const name of ["role", "aria-colcount", "aria-rowcount", "aria-colindex", "aria-rowindex"])
      for (const part of shown.querySelectorAll(`[${name}]`)) part.removeAttribute(name);
  };
  new MutationObserver(speakPlainly).observe(shown, { childList: true, subtree: true });

  const calendar = EventCalendar.create(shown, {
    view: "timeGridWeek",
    date: week()[0].dataset.day,
    firstDay: 1,
    locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    slotMinTime: "08:00",
    slotMaxTime: "18:00",
    flexibleSlotTimeLimits: true,
    slotHeight: 36,
    slotLabelFormat: clock,
    dayHeaderFormat: named,
    dayHeaderAriaLabelFormat: named,
    eventContent: content,
    events: events(),
    resources: rooms(),
    views: { resourceTimelineWeek: { slotDuration: { days: 1 } } },
  });
  place.hidden = false;

  for (const button of place.querySelectorAll("[data-view]"))
    button.addEventListener("click", () => {
      calendar.setOption("view", button.dataset.view);
      for (const other of place.querySelectorAll("[data-view]"))
        other.setAttribute("aria-pressed", String(other === button));
    });
  document.addEventListener("kaname:refreshed", () => calendar.setOption("events", events()));
})();
