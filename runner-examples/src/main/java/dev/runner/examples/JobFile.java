package dev.runner.examples;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.runner.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jobs of a CSV file, and what is wrong with the rows that are none.
 *
 * @param rows the jobs, in the order of the file
 * @param problems a line for each row that can't be used, with its line number
 */
record JobFile(List<Row> rows, List<String> problems) {

    static final String HEADER = "function,param1,param2,param3";

    private static final Pattern LINE_OF_RECORD = Pattern.compile("at line (\\d+)");

    /**
     * A job and where it stands.
     *
     * @param place the file and the line
     * @param fields the function and its arguments, as they were written
     * @param job what to run
     */
    record Row(String place, String fields, Job<String> job) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no file of jobs
     */
    static JobFile read(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("'" + path + "' does not exist; name a CSV file with jobs");
        } else if (Files.isDirectory(path)) {
            throw new IllegalArgumentException("'" + path + "' is a directory; name a CSV file with jobs");
        }
        try {
            return new Reading(path).file();
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + path + "' can't be read: " + OneLineErrors.messageOf(e), e);
        }
    }

    /** One pass over a file, which begins again behind a record that is no CSV. */
    private static final class Reading {

        private final Path path;
        private final List<Row> rows = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private boolean hasHeader;

        Reading(Path path) {
            this.path = path;
        }

        JobFile file() throws IOException {
            int linesDone = 0;
            do {
                linesDone = readFrom(linesDone);
            } while (linesDone > 0);
            if (!hasHeader) {
                throw new IllegalArgumentException("'" + path + "' has no jobs; its first line has to be " + HEADER);
            }
            return new JobFile(List.copyOf(rows), List.copyOf(problems));
        }

        /** Reads until the end: 0; or until a record that is no CSV: its first line. */
        private int readFrom(int linesDone) throws IOException {
            try (CsvReader<CsvRecord> reader = CsvReader.builder()
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .detectBomHeader(true)
                    .ofCsvRecord(path)) {
                try {
                    reader.skipLines(linesDone);
                    reader.forEach(this::take);
                    return 0;
                } catch (CsvParseException e) {
                    return lineOf(e);
                }
            }
        }

        private int lineOf(CsvParseException error) {
            String message = OneLineErrors.messageOf(error);
            Matcher line = LINE_OF_RECORD.matcher(message);
            if (!hasHeader || !line.find()) {
                throw new IllegalArgumentException("'" + path + "' is no CSV file: " + message, error);
            }
            int number = Integer.parseInt(line.group(1));
            problems.add(path + ":" + number + ": " + message + "; close each quote, and double one inside quotes");
            return number;
        }

        private void take(CsvRecord csv) {
            List<String> fields = new ArrayList<>(csv.getFields());
            fields.replaceAll(String::strip);
            while (!fields.isEmpty() && fields.get(fields.size() - 1).isEmpty()) {
                fields.remove(fields.size() - 1);
            }
            String place = path + ":" + csv.getStartingLineNumber();
            if (fields.isEmpty()) {
                return;
            } else if (!hasHeader) {
                requireHeader(place, fields);
                return;
            }
            try {
                rows.add(new Row(place, String.join(",", fields), JobFunction.jobOf(fields)));
            } catch (IllegalArgumentException e) {
                problems.add(place + ": " + OneLineErrors.messageOf(e));
            }
        }

        private void requireHeader(String place, List<String> fields) {
            if (!fields.get(0).equals("function")) {
                throw new IllegalArgumentException(
                        place + ": the first line must be " + HEADER + " (was " + String.join(",", fields) + ")");
            }
            hasHeader = true;
        }
    }
}
