package dev.runner.bench;

/**
 * A number that a program told in a round: a line of {@code numbers.csv}.
 *
 * @param round the round, from 1 on
 * @param program the name of the program, which has no comma
 * @param number what the number is called
 * @param value the number
 * @param others what others took of the machine's processors meanwhile, in percent; NaN where that is not known
 */
record Sample(int round, String program, String number, double value, double others) {

    static final String HEADER = "round,program,number,value,others";

    private static final int FIELDS = 5;

    static Sample parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a line of numbers has " + FIELDS + " fields (was '" + line + "')");
        }
        return new Sample(
                Integer.parseInt(fields[0]),
                fields[1],
                fields[2],
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]));
    }

    /** Returns it as a line. */
    String line() {
        return round + "," + program + "," + number + "," + value + "," + others;
    }
}
