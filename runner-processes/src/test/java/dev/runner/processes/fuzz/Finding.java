package dev.runner.processes.fuzz;

/** What must not be: a fuzzer that meets one stops, and leaves the input that led to it. */
public final class Finding extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Says what was found. */
    public Finding(String message) {
        super(message);
    }

    /** Says what was found, and what it came of. */
    public Finding(String message, Throwable cause) {
        super(message, cause);
    }

    /** Finds something unless all is well. */
    public static void unless(boolean well, String otherwise) {
        if (!well) {
            throw new Finding(otherwise);
        }
    }
}
