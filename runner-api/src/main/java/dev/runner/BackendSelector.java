package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.internal.BackendSettings;
import dev.runner.internal.BackendSettings.Setting;
import dev.runner.internal.InstalledBackends;
import dev.runner.internal.InstalledBackends.Entry;
import dev.runner.internal.SwitchTable;
import dev.runner.spi.Availability;
import dev.runner.spi.PoolBackend;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the installed backends and chooses one.
 *
 * <p>A choice that can't be met is an error, never a silent fallback. Where the program names no backend, the system
 * property {@code runner.backend} does, then the environment variable {@code RUNNER_BACKEND}, then the one backend that
 * is installed; {@code serial} and {@code virtual} are only ever chosen by id. The system property
 * {@code runner.backend.override}, or {@code RUNNER_BACKEND_OVERRIDE}, wins over every choice and is logged.
 *
 * <p>Immutable and thread-safe: what was installed when it was loaded.
 *
 * @since 0.1
 */
public final class BackendSelector {

    private static final Logger LOG = LoggerFactory.getLogger(BackendSelector.class);

    /** A backend, and whether it took the place of the one that was asked for. */
    record Choice(PoolBackend backend, boolean replaces) {}

    private final InstalledBackends installed;
    private final BackendSettings settings;
    private final Set<Capability> required;

    BackendSelector(InstalledBackends installed, BackendSettings settings, Set<Capability> required) {
        this.installed = installed;
        this.settings = settings;
        this.required = Set.copyOf(required);
    }

    /**
     * Finds the backends that the context class loader of this thread can see, or else those that Runner's own can.
     *
     * @return the selector
     */
    public static BackendSelector load() {
        ClassLoader own = BackendSelector.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(context != null && sees(context, own) ? context : own);
    }

    /** Tells whether a loader sees this Runner, and not another or none. */
    private static boolean sees(ClassLoader loader, @Nullable ClassLoader own) {
        try {
            return loader == own || loader.loadClass(PoolBackend.class.getName()) == PoolBackend.class;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Finds the backends that a class loader can see.
     *
     * @param loader the class loader
     * @return the selector
     */
    public static BackendSelector load(ClassLoader loader) {
        return new BackendSelector(
                InstalledBackends.find(loader), BackendSettings.ofThisJvm(), EnumSet.noneOf(Capability.class));
    }

    /**
     * Returns a selector that takes only backends with the given capabilities, besides those required already.
     *
     * @param capabilities what the backend has to promise
     * @return the narrower selector
     */
    public BackendSelector require(Capability... capabilities) {
        EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
        all.addAll(required);
        all.addAll(List.of(capabilities));
        return new BackendSelector(installed, settings, all);
    }

    /**
     * Returns the installed backends that promise what is required, available here or not: those of the switch by their
     * numbers, then the others by their ids.
     *
     * @return the backends
     */
    public List<PoolBackend> installed() {
        return installed.all().stream()
                .filter(this::promisesAll)
                .map(Entry::backend)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Chooses where the program does not: see {@link BackendSelector}.
     *
     * @return the backend
     * @throws BackendNotFoundException if none or several could be meant, or the one that is can't be used
     */
    public PoolBackend select() {
        return choose(null).backend();
    }

    /**
     * Chooses by the number of the {@code iPoolBackend} switch: 0 is {@code processes}, 1 is {@code threads}, 2 is
     * {@code forkjoin}.
     *
     * @param poolBackend the number; one below the table counts as 0, one above it as 2
     * @return the backend
     * @throws BackendNotFoundException if it is not installed or can't be used
     */
    public PoolBackend select(int poolBackend) {
        return choose(SwitchTable.idOf(poolBackend)).backend();
    }

    /**
     * Chooses by id.
     *
     * @param backendId the id
     * @return the backend
     * @throws BackendNotFoundException if it is not installed or can't be used
     */
    public PoolBackend select(String backendId) {
        return choose(requireNonNull(backendId, "backendId")).backend();
    }

    /** Chooses the backend that was asked for, or where none was, and tells whether another took its place. */
    Choice choose(@Nullable String id) {
        Optional<Setting> override = settings.override();
        if (override.isPresent()) {
            return replacing(id, override.get());
        } else if (id != null) {
            return new Choice(usable(id, "", required), false);
        }
        Optional<Setting> chosen = settings.chosen();
        return new Choice(
                chosen.isPresent()
                        ? usable(
                                chosen.get().id(), " (chosen by " + chosen.get().source() + ")", required)
                        : theOnlyOne(),
                false);
    }

    private Choice replacing(@Nullable String id, Setting override) {
        PoolBackend backend = usable(override.id(), " (chosen by " + override.source() + ")", Set.of());
        boolean replaces = !override.id().equals(id);
        String missing = whatIsMissing(id, backend);
        if (replaces || !missing.isEmpty()) {
            LOG.warn(
                    "{} replaces {} by '{}'{}",
                    override.source(),
                    id == null ? "the default backend" : "backend '" + id + "'",
                    override.id(),
                    missing);
        }
        return new Choice(backend, replaces);
    }

    /** Names what was required, or promised by the replaced backend, and is not promised by the other. */
    private String whatIsMissing(@Nullable String id, PoolBackend backend) {
        Set<Capability> missing = new TreeSet<>(required);
        if (id != null) {
            installed.find(id).map(Entry::capabilities).ifPresent(missing::addAll);
        }
        missing.removeAll(backend.capabilities());
        return missing.isEmpty() ? "" : ", which lacks " + missing;
    }

    private PoolBackend usable(String id, String source, Set<Capability> needed) {
        Entry entry = installed
                .find(id)
                .orElseThrow(() -> new BackendNotFoundException("backend '" + id + "'" + source
                        + " is not installed; add " + SwitchTable.jarOf(id) + "; installed: " + ids() + problems()));
        PoolBackend backend = entry.backend();
        if (backend == null) {
            throw new BackendNotFoundException("backend '" + id + "'" + source + " can't be chosen: " + entry.problem()
                    + "; remove one of the jars");
        }
        Set<Capability> missing = new TreeSet<>(needed);
        missing.removeAll(entry.capabilities());
        if (!missing.isEmpty()) {
            throw new BackendNotFoundException("backend '" + id + "'" + source + " does not promise " + missing
                    + "; it promises " + new TreeSet<>(entry.capabilities()) + "; choose another or require less");
        }
        if (entry.availability() instanceof Availability.Unavailable why) {
            throw new BackendNotFoundException(
                    "backend '" + id + "'" + source + " is not available here: " + why.reason() + "; " + why.remedy());
        }
        return backend;
    }

    private PoolBackend theOnlyOne() {
        List<Entry> candidates = installed.all().stream()
                .filter(Entry::isCandidate)
                .filter(this::promisesAll)
                .toList();
        if (candidates.isEmpty()) {
            throw new BackendNotFoundException(
                    required.isEmpty()
                            ? "no backend is installed besides serial, which is only chosen by id; add"
                                    + " dev.runner:runner-threads, runner-forkjoin or runner-processes" + problems()
                            : "no installed backend promises " + new TreeSet<>(required) + "; installed: " + ids()
                                    + problems());
        } else if (candidates.size() > 1) {
            throw new BackendNotFoundException("several backends are installed and none was chosen: "
                    + candidates.stream().map(BackendSelector::named).collect(Collectors.joining(", "))
                    + "; name one in the program, or in the system property runner.backend");
        }
        return usable(candidates.get(0).id(), "", required);
    }

    private boolean promisesAll(Entry entry) {
        return entry.capabilities().containsAll(required);
    }

    private static String named(Entry entry) {
        var number = SwitchTable.numberOf(entry.id());
        return entry.id() + (number.isPresent() ? " (" + number.getAsInt() + ")" : "");
    }

    private String ids() {
        String ids = installed.all().stream()
                .filter(entry -> !entry.id().equals("serial"))
                .map(BackendSelector::named)
                .collect(Collectors.joining(", "));
        return ids.isEmpty() ? "only serial" : ids;
    }

    private String problems() {
        return installed.problems().stream().map(problem -> "; " + problem).collect(Collectors.joining());
    }

    /**
     * Explains what is installed, what is wrong with it, and what {@link #select()} would choose. It never throws.
     *
     * @return some lines for people to read
     */
    public String explain() {
        StringBuilder text = new StringBuilder("installed backends:\n");
        for (Entry entry : installed.all()) {
            text.append("  ")
                    .append(named(entry))
                    .append(": ")
                    .append(status(entry))
                    .append('\n');
        }
        installed
                .problems()
                .forEach(problem -> text.append("  problem: ").append(problem).append('\n'));
        if (!required.isEmpty()) {
            text.append("required: ").append(new TreeSet<>(required)).append('\n');
        }
        settings.override()
                .ifPresent(setting -> text.append(setting.source())
                        .append(" replaces every choice by '")
                        .append(setting.id())
                        .append("'\n"));
        return text.append("without a choice: ").append(outcome()).append('\n').toString();
    }

    private String status(Entry entry) {
        if (entry.backend() == null) {
            return String.valueOf(entry.problem());
        }
        return entry.availability() instanceof Availability.Unavailable why
                ? "not available: " + why.reason() + "; " + why.remedy()
                : "available, promises " + new TreeSet<>(entry.capabilities());
    }

    private String outcome() {
        try {
            return settings.override().isPresent()
                    ? usable(settings.override().get().id(), "", Set.of()).id()
                    : choose(null).backend().id();
        } catch (BackendNotFoundException e) {
            return "none: " + e.getMessage();
        }
    }
}
