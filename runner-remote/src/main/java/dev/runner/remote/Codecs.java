package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import dev.runner.BackendStartException;
import dev.runner.remote.spi.PayloadCodec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that are installed: {@code java}, which always is, and those that {@link ServiceLoader} finds. A provider
 * that can't be loaded is in nobody's way who names another codec. They are looked for when one is asked for that is
 * not {@code java}, since that takes opening each jar of the class path. Thread-safe; who asks it for a codec gets one
 * for each {@link #find}.
 *
 * @since 0.1
 */
public final class Codecs {

    private static final String JAVA = "java";
    private static final int MOST_PROBLEMS = 16;

    private final ClassLoader loader;
    private final PayloadCodec java = new JavaCodec();
    private @Nullable Installed installed;

    private Codecs(ClassLoader loader) {
        this.loader = loader;
    }

    /** What there is besides {@code java}, and what can't be loaded of that. */
    private record Installed(List<PayloadCodec> codecs, List<String> problems) {}

    /**
     * Looks for codecs.
     *
     * @param loader where to look; if it does not see this Runner, but another or none, this Runner's own is used
     * @return what is there
     */
    public static Codecs find(ClassLoader loader) {
        return new Codecs(requireNonNull(loader, "loader"));
    }

    private synchronized Installed installed() {
        Installed known = installed;
        if (known == null) {
            known = load(loader);
            installed = known;
        }
        return known;
    }

    private static Installed load(ClassLoader loader) {
        List<PayloadCodec> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Iterator<ServiceLoader.Provider<PayloadCodec>> providers =
                ServiceLoader.load(PayloadCodec.class, seeing(loader)).stream().iterator();
        boolean more = true;
        while (more && problems.size() < MOST_PROBLEMS) {
            try {
                more = providers.hasNext();
                if (more) {
                    found.add(checked(providers.next().get()));
                }
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                problems.add(
                        String.valueOf(e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause()));
            }
        }
        return new Installed(List.copyOf(found), List.copyOf(problems));
    }

    private static @Nullable ClassLoader seeing(ClassLoader loader) {
        try {
            return loader.loadClass(PayloadCodec.class.getName()) == PayloadCodec.class
                    ? loader
                    : Codecs.class.getClassLoader();
        } catch (ClassNotFoundException | LinkageError e) {
            return Codecs.class.getClassLoader();
        }
    }

    private static PayloadCodec checked(PayloadCodec codec) {
        if (requireNonNull(codec.id(), "id").equals(JAVA)) {
            throw new IllegalStateException(codec.getClass().getName() + " calls itself 'java', which is taken");
        }
        return codec;
    }

    /**
     * Returns the codec with an id.
     *
     * @param id the id, such as {@code java}
     * @return the codec
     * @throws BackendStartException if it is not installed, or several are called so
     */
    public PayloadCodec named(String id) {
        if (requireNonNull(id, "id").equals(JAVA)) {
            return java;
        }
        Installed others = installed();
        List<PayloadCodec> named =
                others.codecs().stream().filter(codec -> codec.id().equals(id)).toList();
        if (named.isEmpty()) {
            throw new BackendStartException("codec '" + id + "' is not installed; add its jar (for fory:"
                    + " dev.runner:runner-codec-fory) to the class path of the pool and of its workers, or name another;"
                    + " installed: " + ids(Stream.concat(Stream.of(java), others.codecs().stream()))
                    + problems(others));
        } else if (named.size() > 1) {
            throw new BackendStartException("several codecs are called '" + id + "': "
                    + named.stream().map(codec -> codec.getClass().getName()).collect(Collectors.joining(", "))
                    + "; remove one of the jars, or name another codec");
        }
        return named.get(0);
    }

    /**
     * Returns the codec that is used where none is named: the one that is installed besides {@code java}, or else that.
     *
     * @return the codec
     * @throws BackendStartException if several are installed besides {@code java}, or one that can't be loaded
     */
    public PayloadCodec theOne() {
        List<PayloadCodec> others = installed().codecs();
        List<String> problems = installed().problems();
        if (others.size() > 1) {
            throw new BackendStartException("several codecs are installed and none was named: " + ids(others.stream())
                    + "; name one in the backend's options, or java");
        } else if (!problems.isEmpty()) {
            throw new BackendStartException("a codec is installed that can't be loaded: " + String.join("; ", problems)
                    + "; repair or remove its jar, or name another codec in the backend's options, such as java");
        }
        return others.isEmpty() ? java : others.get(0);
    }

    private static String ids(Stream<PayloadCodec> codecs) {
        return codecs.map(PayloadCodec::id).sorted().collect(Collectors.joining(", "));
    }

    private static String problems(Installed others) {
        return others.problems().stream()
                .map(problem -> "; not loaded: " + problem)
                .collect(Collectors.joining());
    }
}
