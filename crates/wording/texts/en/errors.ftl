# Errors: error-<kind>

error-not-found = Not found. The link may be old, or you may not be allowed to see this.
error-forbidden = You are not allowed to do this.
error-refused = This cannot be done.
error-conflict = Someone else changed this first. Please look at what is recorded now on this page: saving again replaces it by what you typed.
error-invalid = Something in the input is not right. Please check it.
error-unavailable = Not available at the moment. Please try again shortly.
error-internal = Sorry, something went wrong on our side. Please try again shortly.
error-throttled = Too many requests. Please wait a moment.
error-throttled-seconds = { $seconds ->
    [one] Too many tries. Please try again in { $seconds } second.
   *[other] Too many tries. Please try again in { $seconds } seconds.
}
error-throttled-minutes = { $minutes ->
    [one] Too many tries. Please try again in { $minutes } minute.
   *[other] Too many tries. Please try again in { $minutes } minutes.
}
error-unauthenticated = Please sign in.

error-hub-not-found = No hub covers the patient's home. Choose a hub.
error-idempotency-key-in-use = The same request is being worked on. Try again in a moment.
error-idempotency-key-reused = This request was taken before. Check the contents and try again.
error-participant-without-name = Enter the participant's name.
error-person-not-in-organization = This person does not work at the organization chosen.
error-search-empty = Let the search end after it begins, on a day still to come.
error-search-too-long = Search at most 60 days.

error-page-title = This could not be shown
error-page-field = Please check “{ $field }”.
error-page-fields-title = Please check what you entered
error-page-not-done-title = This has not been done
error-page-form-gone = This can no longer be sent here. What you typed:
error-page-reload = Show the new version
error-page-back = Back to the board
error-page-reference = Reference: { $reference }
