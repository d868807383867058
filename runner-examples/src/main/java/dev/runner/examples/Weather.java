package dev.runner.examples;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Four years of weather in Seattle, as it was observed. */
final class Weather {

    private static final String FILE = "seattle-weather.csv";

    /**
     * A day.
     *
     * @param day the day
     * @param rain precipitation in mm
     * @param highest temperature in degrees Celsius
     * @param lowest temperature in degrees Celsius
     */
    record Day(LocalDate day, double rain, double highest, double lowest) implements Serializable {}

    private Weather() {}

    /** Reads the days of each month. */
    static Map<YearMonth, List<Day>> byMonth() {
        Map<YearMonth, List<Day>> months = new TreeMap<>();
        try (InputStream file = Weather.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in this jar");
            }
            try (CsvReader<NamedCsvRecord> rows =
                    CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(file, StandardCharsets.UTF_8))) {
                for (NamedCsvRecord row : rows) {
                    Day day = new Day(
                            LocalDate.parse(row.getField("date")),
                            Double.parseDouble(row.getField("precipitation")),
                            Double.parseDouble(row.getField("temp_max")),
                            Double.parseDouble(row.getField("temp_min")));
                    months.computeIfAbsent(YearMonth.from(day.day()), month -> new ArrayList<>())
                            .add(day);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return months;
    }
}
