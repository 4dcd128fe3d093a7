# What a fee condition is about, and why it came to its answer.

fee-reason-as-asked = As asked for.
fee-reason-does-not-arise = Not asked for in this case.
fee-reason-not-recorded = Nobody has recorded it.
fee-reason-not-so = It is recorded to be otherwise.
fee-reason-nobody = None of the professions asked for is there.
fee-reason-way-not-named = No text says that this way of taking part will do.
fee-reason-too-few = { $asked } are asked for, { $found } found.
fee-reason-too-early = It may be done from { $from } on, and was done on { $on }.
fee-reason-late = It was to be done by { $by }, and was done on { $on }.
fee-reason-not-yet = It has not been done yet.
fee-reason-not-yet-by = It has not been done yet; there is time until { $by }.
fee-reason-overdue = It was not done by its last day, { $by }.
fee-reason-expected-day-moved = In time for a discharge on { $day }, late for one on { $other }.
fee-reason-too-often = It can be claimed { $most } times at most.
fee-reason-beside = It cannot be claimed beside “{ $item }”.
fee-reason-wards-not-told-apart = The class of the ward on record takes in several, which differ here.
fee-reason-no-text-read = No text was read for this class of ward.

fee-barrier-ward = By the class of the ward: { $billing }
fee-barrier-tier = The ward has filed for the other addition for discharge support.
fee-barrier-destination = Not for patients who go to: { $place }
fee-barrier-included-in = Part of “{ $item }”.

fee-line-ward = Class of the ward
fee-line-tier = The ward has filed for: { $tier }
fee-line-destination = The patient goes to none of these: { $places }
fee-line-often = Claimed at most: { $times } ({ $span })
fee-line-often-more = ; { $times } if so: { $fact }
fee-line-apart = Not claimed besides ({ $within }): { $items }
fee-line-and = {", "}
fee-line-separator = {"; "}
