package dev.runner.processes.internal.host;

import static java.util.Objects.requireNonNull;

import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Results of elements of bulk calls as they come: those that follow one another are told together. One thread's. */
final class ResultsInTurn {

    private final Payloads payloads;
    private @Nullable Errand with;
    private @Nullable BulkRun<?> of;
    private int next;
    private List<@Nullable Object> values = new ArrayList<>();

    /** With which index that was sent whose result is being decoded, for the one label of all. */
    private int sentIndex;

    private final Supplier<String> label = this::label;

    ResultsInTurn(Payloads payloads) {
        this.payloads = payloads;
    }

    /** Adds the result of an element, which runs none of the users' code to be decoded. */
    void add(Errand errand, Message.Ended ended) {
        BulkRun<?> bulk = errand.cargo().bulk();
        int element = errand.sentElement(ended.index());
        if (bulk != of || element != next) {
            tell();
            of = bulk;
            next = element;
        }
        with = errand;
        sentIndex = ended.index();
        try {
            values.add(payloads.decodeShortResult(ended.outcome(), label));
            next++;
        } catch (Throwable e) {
            // whatever it is, such as no memory: somebody waits for the end of this task
            TaskRun<?> failed = errand.sentRun(ended.index());
            errand.reports().add(() -> failed.failed(e));
        }
    }

    /** Calls the one whose result is being decoded as the pool does. */
    private String label() {
        return requireNonNull(with).sentRun(sentIndex).label();
    }

    /** Tells what has not been told. Whatever keeps it from that, somebody waits for the end of these tasks. */
    void tell() {
        BulkRun<?> bulk = of;
        Errand errand = with;
        if (bulk == null || errand == null || values.isEmpty()) {
            return;
        }
        List<@Nullable Object> results = values;
        values = new ArrayList<>();
        try {
            tell(bulk, results);
        } catch (Throwable e) {
            for (int element = next - results.size(); element < next; element++) {
                TaskRun<?> failed = bulk.element(element);
                errand.reports().add(() -> failed.failed(e));
            }
        }
    }

    @SuppressWarnings("unchecked") // the worker ran what the call carried
    private <R extends @Nullable Object> void tell(BulkRun<R> bulk, List<?> results) {
        bulk.succeeded(next - results.size(), (List<R>) results);
    }
}
