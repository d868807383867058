package dev.runner.processes.internal.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The diagnostic context of SLF4J on its way: as much of it as has room in a frame beside all else. */
public final class Context {

    private static final int MOST_CHARACTERS = 16 * 1024;

    private Context() {}

    /** Returns that of the calling thread. */
    public static Map<String, String> ofThisThread() {
        Map<String, String> all = MDC.getCopyOfContextMap();
        return all == null || all.isEmpty() ? Map.of() : fitting(all);
    }

    private static Map<String, String> fitting(Map<String, @Nullable String> all) {
        Map<String, String> fitting = new LinkedHashMap<>();
        int room = MOST_CHARACTERS;
        for (Map.Entry<String, @Nullable String> each : all.entrySet()) {
            String value = String.valueOf(each.getValue());
            int length = each.getKey().length() + value.length();
            if (length <= room) {
                fitting.put(each.getKey(), value);
                room -= length;
            }
        }
        return fitting;
    }
}
