package dev.runner.examples;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version, which the packed jar knows. */
final class Version implements IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packed)");
        return new String[] {OneLineErrors.PROGRAM + " " + version + ", Java " + Runtime.version()};
    }
}
