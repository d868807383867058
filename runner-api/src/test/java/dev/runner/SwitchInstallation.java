package dev.runner;

import dev.runner.spi.PoolBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Installs {@link PooledBackend} under the three ids of the switch for each test, in the way of jars on the class path:
 * the context class loader finds them, and has classes of its own for them, since the service loader passes over
 * providers of a module that does not declare them.
 */
final class SwitchInstallation implements BeforeEachCallback, AfterEachCallback {

    private ClassLoader before;
    private Path directory;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("runner-installed");
        ProviderFolder folder = new ProviderFolder(directory)
                .register(
                        PooledBackend.Processes.class.getName(),
                        PooledBackend.Threads.class.getName(),
                        PooledBackend.ForkJoin.class.getName());
        before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new OwnClasses(ProviderFolder.url(folder.folder())));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        OwnClasses loader = (OwnClasses) Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class OwnClasses extends URLClassLoader {

        OwnClasses(URL url) {
            super(new URL[] {url}, PoolBackend.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PooledBackend.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream in = PooledBackend.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
