package dev.runner.internal;

import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.PoolBackend;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends that were found, and what was wrong with others. One that can't be loaded, or breaks the rules for its
 * id, does not take the others down: it is left out and told of in every message that could be about it. Immutable.
 */
public final class InstalledBackends {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledBackends.class);
    private static final String RESERVED = "runner-";

    /** After so many providers that can't be loaded, the search ends: a broken class path must not keep it going. */
    private static final int MOST_FAILURES = 100;

    /**
     * One id that was found.
     *
     * @param id the id
     * @param backend the backend, or null if several claim the id
     * @param problem what is wrong, or null
     * @param switchNumber the number it claims in the switch, or -1
     * @param isCandidate whether it may be chosen when the program names none
     * @param capabilities what it promises
     */
    public record Entry(
            String id,
            @Nullable PoolBackend backend,
            @Nullable String problem,
            int switchNumber,
            boolean isCandidate,
            Set<Capability> capabilities) {

        /**
         * Asks the backend whether it works here; one that throws does not.
         *
         * @return the answer
         */
        public Availability availability() {
            if (backend == null) {
                return Availability.unavailable(String.valueOf(problem), "remove one of the jars");
            }
            String problemHere = "returned null";
            try {
                Availability answer = backend.availability();
                if (answer != null) {
                    return answer;
                }
            } catch (RuntimeException | Error e) {
                problemHere = "threw " + e;
            }
            return Availability.unavailable(
                    "its availability() " + problemHere,
                    "report it to the author of " + backend.getClass().getName());
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private InstalledBackends() {}

    /**
     * Finds the backends that a class loader can see, and the built-in one.
     *
     * @param loader the class loader
     * @return what was found
     */
    public static InstalledBackends find(@Nullable ClassLoader loader) {
        InstalledBackends found = new InstalledBackends();
        List<PoolBackend> providers = found.loaded(loader);
        if (providers.stream().noneMatch(SerialBackend.class::isInstance)) {
            providers.add(new SerialBackend());
        }
        found.addAll(providers);
        return found;
    }

    /**
     * Takes the given backends for those that are installed.
     *
     * @param providers the backends
     * @return what they are
     */
    public static InstalledBackends of(Collection<? extends PoolBackend> providers) {
        InstalledBackends found = new InstalledBackends();
        found.addAll(providers);
        return found;
    }

    private List<PoolBackend> loaded(@Nullable ClassLoader loader) {
        List<PoolBackend> providers = new ArrayList<>();
        Iterator<PoolBackend> each =
                ServiceLoader.load(PoolBackend.class, loader).iterator();
        for (int failures = 0; failures < MOST_FAILURES; ) {
            try {
                if (!each.hasNext()) {
                    return providers;
                }
                providers.add(each.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                Throwable cause = e.getCause() == null ? e : e.getCause();
                addProblem("a backend could not be loaded: " + e.getMessage() + " (" + cause
                        + "); repair or remove its jar");
            }
        }
        return providers;
    }

    private void addAll(Collection<? extends PoolBackend> providers) {
        for (PoolBackend provider : providers) {
            try {
                add(provider);
            } catch (RuntimeException | Error e) {
                addProblem("backend " + describe(provider) + " does not describe itself: " + e
                        + "; report it to its author, or remove its jar");
            }
        }
        for (Entry entry : entries.values()) {
            int rightful = SwitchTable.numberOf(entry.id()).orElse(-1);
            if (entry.switchNumber() >= 0 && entry.switchNumber() != rightful) {
                addProblem("backend '" + entry.id() + "' claims switch number " + entry.switchNumber()
                        + ", which is not" + " its own: the number is ignored; choose it by id");
            }
        }
    }

    private void add(PoolBackend provider) {
        String id = provider.id();
        if (id == null || id.isBlank() || id.startsWith(RESERVED)) {
            addProblem("backend " + describe(provider) + " is left out: its id must not be blank or begin with '"
                    + RESERVED + "' (was '" + id + "')");
            return;
        }
        Entry entry = new Entry(
                id,
                provider,
                null,
                provider.switchNumber().orElse(-1),
                provider.defaultCandidate(),
                Set.copyOf(provider.capabilities()));
        Entry before = entries.putIfAbsent(id, entry);
        if (before == null || (before.backend() != null && before.backend().getClass() == provider.getClass())) {
            return;
        }
        String first = before.backend() == null ? "others" : describe(before.backend());
        String problem = "several backends have the id '" + id + "': " + first + " and " + describe(provider);
        addProblem(problem + "; remove one of the jars");
        entries.put(id, new Entry(id, null, problem, -1, entry.isCandidate() || before.isCandidate(), Set.of()));
    }

    private void addProblem(String problem) {
        LOG.warn("{}", problem);
        problems.add(problem);
    }

    private static String describe(PoolBackend provider) {
        Class<?> type = provider.getClass();
        var source = type.getProtectionDomain().getCodeSource();
        return type.getName() + (source == null ? "" : " (" + source.getLocation() + ")");
    }

    /**
     * Returns an id that was found.
     *
     * @param id the id
     * @return it, or empty
     */
    public Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /**
     * Returns all ids that were found: those of the switch by their numbers, then the others.
     *
     * @return the ids
     */
    public List<Entry> all() {
        return entries.values().stream()
                .sorted(Comparator.comparingInt(
                        (Entry entry) -> SwitchTable.numberOf(entry.id()).orElse(Integer.MAX_VALUE)))
                .toList();
    }

    /**
     * Returns what is wrong with what was found.
     *
     * @return one line each
     */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
