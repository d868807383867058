package dev.runner.bench;

import java.util.List;
import java.util.stream.Stream;

/** All rows of the table. */
final class Rows {

    private Rows() {}

    static List<Row> all() {
        return Stream.of(ProcessRows.all(), InProcessRows.all(), WorkRows.all())
                .flatMap(List::stream)
                .toList();
    }
}
