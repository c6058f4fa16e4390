package io.asyncreply.systema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/**
 * Provides one System A to all subclasses of a test base class. It starts for the first
 * of them and stops after the last test. Its ledger stays in {@code target} until the
 * next run.
 */
final class SharedSystemAExtension implements ParameterResolver {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == SystemAWithoutBroker.class;
	}

	@Override
	public SystemAWithoutBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> base = parameter.getDeclaringExecutable().getDeclaringClass();
		return context.getRoot()
			.getStore(Namespace.create(SharedSystemAExtension.class))
			.computeIfAbsent(base, (key) -> SystemAWithoutBroker.start(emptyFolder(base.getSimpleName())),
					SystemAWithoutBroker.class);
	}

	private static Path emptyFolder(String name) {
		try {
			Path folder = Path.of("target", "shared", name).toAbsolutePath();
			FileSystemUtils.deleteRecursively(folder);
			return Files.createDirectories(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
