package dev.runner.codec.fory;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.StreamCorruptedException;

/** Tells what keeps Fory from decoding something in the words of Java serialization, which callers explain. */
final class Failures {

    private static final int MOST_CAUSES = 20;

    private Failures() {}

    /** A class whose fields differ on the two sides. */
    static final class Differs extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final String className;

        Differs(String className) {
            super("its fields, or its serialVersionUID, differ on the two sides; use the same class path on both");
            this.className = className;
        }
    }

    /** A record whose constructor has refused its values. */
    static final class Refused extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Refused(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Takes off what Fory has wrapped a failure in.
     *
     * @return what is to be thrown; what is no checked exception of decoding is thrown here
     */
    static IOException told(Throwable thrown) throws IOException, ClassNotFoundException {
        Throwable error = thrown;
        for (int i = 0; i < MOST_CAUSES && isWrapper(error); i++) {
            error = error.getCause();
        }
        if (error instanceof Differs differs) {
            InvalidClassException told = new InvalidClassException(differs.className, String.valueOf(error.getMessage()));
            told.initCause(differs);
            return told;
        } else if (error instanceof Refused refused) {
            return invalid(String.valueOf(refused.getCause().getMessage()), refused.getCause());
        } else if (error instanceof ClassNotFoundException missing) {
            throw missing;
        } else if (error instanceof IOException failed) {
            return failed;
        } else if (error instanceof Error fatal) {
            throw fatal;
        } else if (isForys(error)) {
            return new StreamCorruptedException(firstLine(error));
        } else if (error instanceof RuntimeException failed) {
            throw failed;
        }
        return invalid(String.valueOf(error), error);
    }

    private static InvalidObjectException invalid(String why, Throwable cause) {
        InvalidObjectException told = new InvalidObjectException(why);
        told.initCause(cause);
        return told;
    }

    /** Tells whether an exception only carries another: those of Fory, and the plain ones that it puts around. */
    private static boolean isWrapper(Throwable error) {
        return error.getCause() != null
                && (isForys(error) || error.getClass() == RuntimeException.class || isOfMissingClass(error));
    }

    private static boolean isOfMissingClass(Throwable error) {
        return error.getClass() == IllegalStateException.class && error.getCause() instanceof ClassNotFoundException;
    }

    private static boolean isForys(Throwable error) {
        return error.getClass().getName().startsWith("org.apache.fory.");
    }

    private static String firstLine(Throwable error) {
        return error.getClass().getSimpleName() + ": "
                + String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }
}
