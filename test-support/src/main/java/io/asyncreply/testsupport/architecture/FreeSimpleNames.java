package io.asyncreply.testsupport.architecture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * No class has the simple name of a class of {@code java.util}, Spring, Micrometer or the
 * RabbitMQ client. The names of those are read from the class path, without loading them.
 */
final class FreeSimpleNames extends ArchCondition<JavaClass> {

	/** The standard word for the thing, although a distant class of Spring has it too. */
	private static final Set<String> SHARED = Set.of("Dispatcher", "Operation", "Problem", "Request");

	private static final Pattern TAKEN = Pattern
		.compile("(?:org/springframework|io/micrometer|com/rabbitmq/client)/(?:\\w+/)*(\\w+)\\.class");

	private final Set<String> taken = new HashSet<>();

	FreeSimpleNames() {
		super("have a simple name that java.util, Spring, Micrometer and the RabbitMQ client do not use");
	}

	@Override
	public void init(Collection<JavaClass> types) {
		try {
			addNamesOfJavaUtil();
			for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
				if (entry.endsWith(".jar")) {
					addNamesOf(entry);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		String name = type.getSimpleName();
		if (this.taken.contains(name) && !SHARED.contains(name)) {
			events.add(SimpleConditionEvent.violated(type, type.getName() + " has the name of a library's class"));
		}
	}

	private void addNamesOfJavaUtil() throws IOException {
		Path javaUtil = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base", "java", "util");
		try (Stream<Path> files = Files.list(javaUtil)) {
			files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.matches("\\w+\\.class"))
				.forEach((file) -> this.taken.add(file.replace(".class", "")));
		}
	}

	private void addNamesOf(String jar) throws IOException {
		try (JarFile file = new JarFile(jar)) {
			file.stream()
				.map((entry) -> TAKEN.matcher(entry.getName()))
				.filter(Matcher::matches)
				.forEach((matcher) -> this.taken.add(matcher.group(1)));
		}
	}

}
