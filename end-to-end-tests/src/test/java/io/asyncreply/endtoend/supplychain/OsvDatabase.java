package io.asyncreply.endtoend.supplychain;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Advisories in the OSV format, by the library that they are about.
 */
final class OsvDatabase {

	private final Map<String, List<OsvAdvisory>> advisories = new HashMap<>();

	/**
	 * Adds the advisories of a JSON file with one or a list of them, of a folder of such
	 * files, or of a ZIP archive of them.
	 */
	OsvDatabase add(Path source) throws IOException {
		if (source.toString().endsWith(".zip")) {
			try (FileSystem archive = FileSystems.newFileSystem(source)) {
				addFiles(archive.getPath("/"));
			}
		}
		else {
			addFiles(source);
		}
		return this;
	}

	/** The number of libraries that have an advisory. */
	int size() {
		return this.advisories.size();
	}

	/** One line for each vulnerability of the libraries. */
	List<String> vulnerabilitiesOf(List<LibraryVersion> libraries) {
		return libraries.stream()
			.flatMap((library) -> this.advisories.getOrDefault(library.name(), List.of())
				.stream()
				.filter((advisory) -> advisory.affects(library))
				.map((advisory) -> library.name() + " " + library.version() + ": " + advisory))
			.toList();
	}

	private void addFiles(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter((each) -> each.toString().endsWith(".json")).toList()) {
				JsonNode content = JsonMapper.shared().readTree(Files.readAllBytes(file));
				(content.isArray() ? content.valueStream() : Stream.of(content)).map(OsvAdvisory::new)
					.forEach((advisory) -> advisory.libraries()
						.forEach((library) -> this.advisories.computeIfAbsent(library, (key) -> new ArrayList<>())
							.add(advisory)));
			}
		}
	}

}
