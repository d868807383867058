package dev.runner.tck;

import dev.runner.BackendSelector;
import dev.runner.PoolException;
import dev.runner.spi.Availability;
import dev.runner.spi.PoolBackend;
import java.io.PrintStream;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * Checks a backend that is on the class path or module path, for those without a build:
 *
 * <pre>{@code
 * java -cp "lib/*" dev.runner.tck.Main threads
 * }</pre>
 *
 * <p>It prints each trial that fails with what it threw as it goes, then a table with a line for each rule: how many
 * trials passed, failed and were skipped, and which capability explains the skip. {@code -Drunner.tck.only=<regex>}
 * leaves out the checks whose names do not match, and {@code -Drunner.tck.grid=thin} tries each under one of its
 * conditions instead of all. Exit codes: 0 if nothing failed, 1 if something did, 2 for wrong usage, a backend that is
 * not there, or an expression that matches nothing.
 *
 * @since 0.1
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** A backend that is installed. */
    private static final class Installed extends BackendContract {

        private final String id;

        Installed(String id) {
            this.id = id;
        }

        @Override
        protected PoolBackend backend() {
            return BackendSelector.load().select(id);
        }
    }

    /**
     * Runs the kit and ends the JVM.
     *
     * @param args the id of the backend
     */
    public static void main(String[] args) {
        System.exit(new Main(System.out, System.err).run(List.of(args)));
    }

    private int run(List<String> args) {
        if (args.size() != 1) {
            err.println("usage: dev.runner.tck.Main BACKEND; it takes the id of one backend (was " + args + ")");
            return USAGE;
        }
        Installed contract = new Installed(args.get(0));
        try {
            if (contract.backend().availability() instanceof Availability.Unavailable why) {
                err.println(
                        "backend '" + args.get(0) + "' is not available here: " + why.reason() + "; " + why.remedy());
                return USAGE;
            }
        } catch (PoolException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        try {
            return check(contract, RuleCheck.chosen());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        }
    }

    private int check(BackendContract contract, List<RuleCheck> checks) {
        KitReport report = new KitReport();
        for (RuleCheck check : checks) {
            for (Conditions conditions : check.conditionsFor(contract)) {
                tryOut(contract, report, check, conditions);
            }
        }
        report.table().forEach(out::println);
        int failed = report.failures().size();
        out.println(failed == 0 ? "nothing failed" : failed + " trials failed");
        return failed == 0 ? 0 : FAILED;
    }

    private void tryOut(BackendContract contract, KitReport report, RuleCheck check, Conditions conditions) {
        try {
            report.tried(check, conditions, () -> contract.check(check, conditions));
        } catch (TestAbortedException skipped) {
            return; // it is in the table
        } catch (Throwable e) {
            err.println("FAILED " + check.name() + " [" + conditions + "]");
            e.printStackTrace(err);
        }
    }
}
