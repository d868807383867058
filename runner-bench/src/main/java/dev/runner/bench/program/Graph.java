package dev.runner.bench.program;

import dev.runner.Pool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A graph of ten thousand objects goes there and back: to a worker, or into memory by Java's own serialization. */
public final class Graph {

    private static final int TIMES = 200;

    /** An object of the graph. */
    record Person(String name, int age, double height, List<String> tags) implements Serializable {}

    private Graph() {}

    /**
     * Tells {@code ms}, the median time there and back.
     *
     * @param args {@code pool} and the codec of its payloads, or {@code memory}
     */
    public static void main(String[] args) throws Exception {
        List<Person> graph = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            graph.add(new Person("person " + i, i % 100, i / 7.0, List.of("a" + i % 10, "b")));
        }
        double[] millis = new double[Told.times(TIMES)];
        if (args[0].equals("pool")) {
            try (Pool pool = Told.open("processes", 1, options -> options.codec(args[1]))) {
                for (int i = -millis.length; i < millis.length; i++) {
                    time(graph, each -> pool.submit(Graph::same, each).join(), millis, i);
                }
            }
        } else {
            for (int i = -millis.length; i < millis.length; i++) {
                time(graph, each -> copy(copy(each)), millis, i);
            }
        }
        Told.tell("ms", Told.median(millis));
    }

    /** What brings a graph there and back. */
    private interface Trip {
        List<Person> go(List<Person> graph) throws Exception;
    }

    private static void time(List<Person> graph, Trip trip, double[] millis, int index) throws Exception {
        long start = System.nanoTime();
        List<Person> back = trip.go(graph);
        long nanos = System.nanoTime() - start;
        if (back.size() != graph.size() || !back.get(77).equals(graph.get(77))) {
            throw new IllegalStateException("another graph came back");
        }
        if (index >= 0) {
            millis[index] = nanos / 1e6;
        }
    }

    private static List<Person> same(List<Person> graph) {
        return graph;
    }

    @SuppressWarnings("unchecked") // it wrote what it reads
    private static List<Person> copy(List<Person> graph) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(graph);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (List<Person>) in.readObject();
        }
    }
}
