package dev.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules of the Python function, line by line: which arguments each function gets, whether there are workers, and in
 * which order the results come. Python's own fault of dropping names on backend 1 is left out, on purpose.
 */
final class PythonListRunner {

    /** The call of one function. */
    record Call(int function, List<Object> args, Map<String, Object> kwArgs) {}

    /** What is called, and how. */
    record Outcome(boolean childWorkersNeeded, boolean asCompleted, String backend, List<Call> calls) {}

    private PythonListRunner() {}

    static Outcome run(
            int functions,
            List<List<Object>> arrArgs,
            List<Map<String, Object>> arrKwArgs,
            Integer nWorkers,
            int iPoolBackend) {
        List<List<Object>> args = arrArgs == null ? List.of() : arrArgs;
        List<Map<String, Object>> kwArgs = arrKwArgs == null ? List.of() : arrKwArgs;
        int backend = iPoolBackend;
        if (backend < 0) {
            backend = 0;
        } else if (backend > 2) { // Python has two backends, and clamps to 1
            backend = 2;
        }

        boolean isChildWorkersNeeded = false;
        if (nWorkers == null) {
            isChildWorkersNeeded = true;
        } else if (nWorkers > 1) {
            isChildWorkersNeeded = true;
        }

        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < functions; i++) {
            List<Object> tplArgs = i < args.size() ? args.get(i) : List.of();
            Map<String, Object> dctKwArgs = i < kwArgs.size() ? kwArgs.get(i) : Map.of();
            calls.add(new Call(i, tplArgs, dctKwArgs));
        }
        return new Outcome(
                isChildWorkersNeeded,
                isChildWorkersNeeded && backend == 0,
                List.of("processes", "threads", "forkjoin").get(backend),
                calls);
    }
}
