package io.asyncreply.endtoend.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the files of this repository that no compiler reads.
 */
public final class RepositoryFiles {

	/** The modules that are shipped. */
	static final List<String> PRODUCT_MODULES = List.of("shared-messages", "messaging", "system-a", "system-b");

	private static final Path ROOT = Path.of(System.getProperty("asyncreply.root", ".."));

	private static final JsonMapper JSON = new JsonMapper();

	private RepositoryFiles() {
	}

	static boolean exists(String path) {
		return Files.exists(ROOT.resolve(path));
	}

	public static Path path(String path) {
		return ROOT.resolve(path).toAbsolutePath();
	}

	public static String text(String path) {
		try {
			return Files.readString(ROOT.resolve(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static JsonNode json(String path) {
		return JSON.readTree(text(path));
	}

	public static JsonNode yaml(String path) {
		return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text(path)));
	}

	public static List<String> list(String directory) {
		try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
			return files.map((file) -> directory + "/" + file.getFileName()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The Java files of a directory and all below it; none if there is no such directory.
	 */
	static Stream<String> javaFiles(String directory) {
		if (!exists(directory)) {
			return Stream.empty();
		}
		try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map((file) -> ROOT.relativize(file).toString())
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
