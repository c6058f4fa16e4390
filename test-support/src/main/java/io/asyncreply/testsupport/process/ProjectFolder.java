package io.asyncreply.testsupport.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the folder of the repository, so that tests can start its scripts and jars.
 */
public final class ProjectFolder {

	private ProjectFolder() {
	}

	static Path root() {
		String property = System.getProperty("asyncreply.root");
		return (property != null) ? Path.of(property) : findAbove(Path.of("").toAbsolutePath());
	}

	public static Path resolve(String path) {
		Path resolved = root().resolve(path);
		if (!Files.exists(resolved)) {
			throw new IllegalStateException("Missing: " + resolved);
		}
		return resolved;
	}

	/** Returns the nearest folder upwards that contains the script {@code run}. */
	private static Path findAbove(Path folder) {
		for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
			if (Files.isRegularFile(candidate.resolve("run"))) {
				return candidate;
			}
		}
		throw new IllegalStateException("No folder above " + folder + " contains the script run; set asyncreply.root");
	}

}
