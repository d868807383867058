package dev.runner.tck;

import dev.runner.Capability;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/** One method that checks rules, and how it is run: in a thread of its own, with a limit that shows all stacks. */
final class RuleCheck {

    private static final List<Class<?>> RULES = List.of(
            HandleRules.class,
            ReportRules.class,
            CancelRules.class,
            CancelRaceRules.class,
            CallbackRules.class,
            FailureRules.class,
            VisibilityRules.class,
            ReleaseRules.class,
            WaitingRules.class,
            AwaitRules.class,
            BulkRules.class,
            LazyBulkRules.class,
            InputRules.class,
            AsyncBulkRules.class,
            AsyncVerdictRules.class,
            ShutdownRules.class,
            UnstartedRules.class,
            NoHangRules.class,
            ExitRules.class,
            EndingRules.class,
            ListenerRules.class,
            QueueRules.class,
            ArgumentRules.class,
            WorkerRules.class,
            HelpingRules.class,
            ComposedHelpRules.class,
            LimitedHelpRules.class,
            InPlaceRules.class,
            ExecutorRules.class,
            RunnableRules.class,
            TimeLimitRules.class,
            StopRules.class,
            SerializationRules.class,
            MishapRules.class,
            SizeRules.class,
            ParentCodeRules.class,
            StandInRules.class,
            SharedRules.class,
            SharedCopyRules.class,
            LossRules.class,
            RetryRules.class,
            StartRules.class,
            OutputRules.class,
            NestingRules.class,
            ProgramRules.class,
            PortabilityRules.class,
            OverrideRules.class,
            DiscoveryRules.class);

    private final Method method;
    private final Rule rule;

    private RuleCheck(Method method) {
        this.method = method;
        this.rule = method.getAnnotation(Rule.class);
    }

    /**
     * Returns the checks, by the numbers of their rules: all of them, or those whose names have a match of the regular
     * expression in the system property {@code runner.tck.only}.
     */
    static List<RuleCheck> all() {
        Predicate<String> only = Pattern.compile(only()).asPredicate();
        return RULES.stream()
                .flatMap(rules -> Arrays.stream(rules.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .map(RuleCheck::new)
                .filter(check -> only.test(check.name()))
                .sorted(Comparator.comparing(RuleCheck::sortKey))
                .toList();
    }

    /**
     * Returns {@link #all()}, of which there has to be one.
     *
     * @throws IllegalArgumentException if {@code runner.tck.only} is no regular expression, or matches nothing
     */
    static List<RuleCheck> chosen() {
        List<RuleCheck> chosen;
        try {
            chosen = all();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("runner.tck.only is no regular expression: " + e.getMessage(), e);
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no check has a name that matches runner.tck.only (was '" + only()
                    + "'); a name is such as '4.8 idleWorkersAreReused'");
        }
        return chosen;
    }

    /** Tells whether {@link #all()} really returns all of them. */
    static boolean areAll() {
        return only().isEmpty();
    }

    private static String only() {
        return System.getProperty("runner.tck.only", "");
    }

    private String sortKey() {
        return KitReport.sortKey(rule.value()[0]) + " " + method.getName();
    }

    /** Returns the numbers of its rules. */
    List<String> rules() {
        return List.of(rule.value());
    }

    /** Returns the numbers of its rules and what it checks. */
    String name() {
        return String.join(", ", rule.value()) + " " + method.getName();
    }

    /** Returns under which conditions it can be tried. */
    List<Conditions> conditions() {
        if (rule.once()) {
            return List.of(Conditions.ONE);
        }
        return rule.chunked() ? Conditions.CHUNKED_GRID : Conditions.GRID;
    }

    /** Returns under which conditions it is tried on a backend: all, or one where {@code runner.tck.grid} is thin. */
    List<Conditions> conditionsFor(BackendContract contract) {
        return Conditions.isThin() ? List.of(oneFor(contract)) : conditions();
    }

    /** Chooses by its name, so that it is always the same one, and neighbours have others. */
    private Conditions oneFor(BackendContract contract) {
        List<Conditions> asked = conditions().stream()
                .filter(conditions -> !isNoRehearsal(contract, conditions))
                .toList();
        return asked.get(Math.floorMod(name().hashCode(), asked.size()));
    }

    private static boolean isNoRehearsal(BackendContract contract, Conditions conditions) {
        return conditions.rehearsed() && contract.backend().capabilities().contains(Capability.REQUIRES_SERIALIZABLE);
    }

    /** Returns why the backend is not asked for this, or empty if it is. */
    Optional<String> whyNot(BackendContract contract, Conditions conditions) {
        Set<Capability> missing = new TreeSet<>(List.of(rule.needs()));
        missing.removeAll(contract.backend().capabilities());
        if (!missing.isEmpty()) {
            return Optional.of("not claimed: " + missing);
        }
        if (rule.withWorkers() && !contract.hasWorkers()) {
            return Optional.of("tasks run in the thread that submits them");
        }
        if (isNoRehearsal(contract, conditions)) {
            return Optional.of("claimed: [" + Capability.REQUIRES_SERIALIZABLE + "], so it is no rehearsal");
        }
        return Optional.empty();
    }

    /** Runs the check. */
    void run(BackendContract contract, Conditions conditions) throws Throwable {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try (Trial trial = new Trial(contract, conditions)) {
                        tell(failure, () -> method.invoke(instance(), trial));
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "rule " + name());
        thread.setDaemon(true);
        thread.start();
        int limitSeconds = rule.limitSeconds() * Polling.LIMIT_SECONDS / 30;
        thread.join(TimeUnit.SECONDS.toMillis(limitSeconds));
        if (thread.isAlive()) {
            String stacks = Stacks.now();
            thread.interrupt();
            Throwable before = failure.get();
            throw new AssertionError(
                    name() + " [" + conditions + "] has not ended after " + limitSeconds + " s"
                            + (before == null ? "" : ", after it had failed: " + before) + "; the stacks:\n" + stacks,
                    before);
        }
        Throwable thrown = failure.get();
        if (thrown instanceof TestAbortedException) {
            throw thrown;
        } else if (thrown != null) {
            throw new AssertionError(name() + " [" + conditions + "]: " + thrown, thrown);
        }
    }

    /** Keeps what the check throws, also if the end of the trial then takes too long. */
    private static void tell(AtomicReference<@Nullable Throwable> failure, Executable check) throws Throwable {
        try {
            check.execute();
        } catch (InvocationTargetException e) {
            failure.set(e.getCause());
        }
    }

    private Object instance() throws ReflectiveOperationException {
        Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
        return constructor.newInstance();
    }
}
