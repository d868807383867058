package dev.runner.spi;

/**
 * Counts of a driver at one moment.
 *
 * @param workers workers alive now
 * @since 0.1
 */
public record DriverStats(int workers) {}
