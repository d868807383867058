package dev.runner.processes.internal.host;

import java.util.List;

/**
 * What the crew has decided, to be done without its lock.
 *
 * @param flush who was sent something
 * @param start who is to be started
 * @param end who was asked to end
 * @param kill who is not needed, before it is ready
 * @param retirementDue whether to look again after the idle timeout
 * @param look whether what was accepted waits for an answer that is to come soon, and it is to be looked if it does
 * @param over whether nobody is left, and nobody will come
 */
record Orders(
        List<Worker> flush,
        List<Worker> start,
        List<Worker> end,
        List<Worker> kill,
        boolean retirementDue,
        boolean look,
        boolean over) {

    static final Orders NONE = new Orders(List.of(), List.of(), List.of(), List.of(), false, false, false);
    static final Orders LOOK = new Orders(List.of(), List.of(), List.of(), List.of(), false, true, false);
}
