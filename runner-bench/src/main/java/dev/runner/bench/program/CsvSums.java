package dev.runner.bench.program;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Parses CSV as RFC 4180 has it, and adds up a column by the values of another. */
final class CsvSums {

    private static final int CITY = 1;
    private static final int CENTS = 2;

    private CsvSums() {}

    /** Returns the sum of the cents of each city. */
    static TreeMap<String, Long> of(byte[] bytes) {
        TreeMap<String, Long> sums = new TreeMap<>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            fields.clear();
            at = record(text, at, fields);
            sums.merge(fields.get(CITY), Long.parseLong(fields.get(CENTS)), Long::sum);
        }
        return sums;
    }

    /** Reads a record, and returns where the next one begins. */
    static int record(String text, int begin, List<String> fields) {
        int at = begin;
        while (true) {
            at = at < text.length() && text.charAt(at) == '"' ? quoted(text, at, fields) : plain(text, at, fields);
            if (at >= text.length() || text.charAt(at) == '\n') {
                return at + 1;
            }
            at++;
        }
    }

    private static int plain(String text, int begin, List<String> fields) {
        int at = begin;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        fields.add(text.substring(begin, at));
        return at;
    }

    private static int quoted(String text, int begin, List<String> fields) {
        StringBuilder field = new StringBuilder();
        int at = begin + 1;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("a quote at character " + begin + " has no end");
            }
            field.append(text, at, quote);
            if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                field.append('"');
                at = quote + 2;
            } else {
                fields.add(field.toString());
                return quote + 1;
            }
        }
    }
}
