package dev.runner.processes.internal.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills what a worker leaves in its process group, also when this JVM is killed and can't. Java can't kill groups, and
 * a JVM that was killed can't do anything: a shell does it, which reads from this JVM. It kills a group when it is told
 * that its worker has ended, and all that are left when its input ends, which is when this JVM has.
 *
 * <p>The shell runs while there are workers. One that was killed itself is replaced with the next worker. Thread-safe:
 * the lock is held while a line is written, never while a process is awaited.
 */
final class GroupGuard {

    private static final Logger LOG = LoggerFactory.getLogger(GroupGuard.class);
    private static final int END_SECONDS = 1;
    private static final String SCRIPT = """
            cd /
            groups=
            while read -r what group; do
              case $what in
                +) groups="$groups $group" ;;
                -) kill -s KILL -- "-$group"
                   rest=
                   for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
                   groups=$rest ;;
              esac
            done
            for group in $groups; do kill -s KILL -- "-$group"; done
            """;

    private final List<String> prefix;
    private final Set<Long> groups = new LinkedHashSet<>();
    private @Nullable Process shell;

    /**
     * Makes the guard.
     *
     * @param prefix what starts a process in a group of its own, which Ctrl-C does not reach
     */
    GroupGuard(List<String> prefix) {
        this.prefix = List.copyOf(prefix);
    }

    /** Guards the group of a worker. */
    synchronized void add(long group) {
        groups.add(group);
        if (!tell("+ " + group)) {
            start();
        }
    }

    /** A worker has ended: so does its group. When it was the last, returns when it has. Idempotent. */
    void end(long group) {
        Process last = removed(group);
        if (last == null) {
            return;
        }
        try {
            last.getOutputStream().close();
            if (!last.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the shell that ends process groups (pid {}) does not end", last.pid());
            }
        } catch (IOException e) {
            LOG.debug("the shell has ended already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a group: the shell, if it is of no more use. */
    private synchronized @Nullable Process removed(long group) {
        if (!groups.remove(group)) {
            return null;
        }
        if (!tell("- " + group)) {
            start();
            tell("- " + group);
        }
        Process last = groups.isEmpty() ? shell : null;
        shell = groups.isEmpty() ? null : shell;
        return last;
    }

    private boolean tell(String line) {
        Process to = shell;
        if (to == null) {
            return false;
        }
        try {
            OutputStream out = to.getOutputStream();
            out.write((line + "\n").getBytes(US_ASCII));
            out.flush();
            return true;
        } catch (IOException e) {
            LOG.debug("the shell that ends process groups has ended", e);
            return false;
        }
    }

    private void start() {
        try {
            Room.requireDescriptors();
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of("/bin/sh", "-c", SCRIPT, "runner-guard"));
            shell = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            groups.forEach(group -> tell("+ " + group));
        } catch (IOException e) {
            LOG.warn("no shell could be started that ends what workers leave running", e);
        }
    }
}
