package dev.runner.processes.internal.launch;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** How a directory is made that only its owner can look into. */
public final class OwnersOnly {

    private OwnersOnly() {}

    /** Tells whether the file system has owners and permissions. */
    public static boolean isKnown() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** Returns the attributes to make it with; none where they are not known. */
    public static FileAttribute<?>[] attributes() {
        return isKnown()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
