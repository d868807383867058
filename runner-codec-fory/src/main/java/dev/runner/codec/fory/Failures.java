package dev.runner.codec.fory;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.StreamCorruptedException;

/** Tells what keeps Fory from decoding something in the words of Java serialization, which callers explain. */
final class Failures {

    private static final String FORY = "org.apache.fory.";
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
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Takes off what Fory has wrapped a failure in.
     *
     * @return what is to be thrown; what is no IOException is thrown here
     */
    static IOException told(Throwable thrown) throws ClassNotFoundException {
        Throwable error = unwrapped(thrown);
        if (error instanceof Differs differs) {
            InvalidClassException told = new InvalidClassException(differs.className, differs.getMessage());
            told.initCause(differs);
            return told;
        } else if (error instanceof Refused) {
            return invalid(String.valueOf(error.getMessage()), error);
        } else if (error instanceof ClassNotFoundException missing) {
            throw missing;
        } else if (error instanceof IOException failed) {
            return failed;
        } else if (isForys(error) || isThrownByFory(error)) {
            return new StreamCorruptedException(firstLine(error));
        } else if (error instanceof Error fatal) {
            throw fatal;
        } else if (error instanceof RuntimeException failed) {
            throw failed;
        }
        return invalid(String.valueOf(error), error);
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable error = thrown;
        Throwable cause = error.getCause();
        for (int i = 0; i < MOST_CAUSES && cause != null && isWrapper(error, cause); i++) {
            error = cause;
            cause = error.getCause();
        }
        return error;
    }

    /** Tells whether an exception only carries another: those of Fory, and the plain ones that it puts around. */
    private static boolean isWrapper(Throwable error, Throwable cause) {
        return isForys(error)
                || error.getClass() == RuntimeException.class
                || (error.getClass() == IllegalStateException.class && cause instanceof ClassNotFoundException);
    }

    private static boolean isForys(Throwable error) {
        return error.getClass().getName().startsWith(FORY);
    }

    /** Tells whether Fory has stumbled over what it has read. */
    private static boolean isThrownByFory(Throwable error) {
        StackTraceElement[] stack = error.getStackTrace();
        return !(error instanceof VirtualMachineError)
                && stack.length > 0
                && stack[0].getClassName().startsWith(FORY);
    }

    private static String firstLine(Throwable error) {
        return error.getClass().getSimpleName() + ": "
                + String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }

    private static InvalidObjectException invalid(String why, Throwable cause) {
        InvalidObjectException told = new InvalidObjectException(why);
        told.initCause(cause);
        return told;
    }
}
