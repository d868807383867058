package dev.runner.processes.internal.host;

/** What was seen when it was looked who keeps short tasks waiting. */
enum Outlook {
    /** Nobody does, nor can until there is something new. */
    QUIET,
    /** Answers come, or are to come soon: it is to be looked again. */
    LIVELY,
    /** An answer has not come that was to come soon: what waits for it can be sent to others. */
    STALLED
}
