package io.asyncreply.endtoend.supplychain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.apache.maven.artifact.versioning.ComparableVersion;
import tools.jackson.databind.JsonNode;

/**
 * One advisory in the OSV format.
 */
final class OsvAdvisory {

	private static final Comparator<JsonNode> BY_VERSION = Comparator
		.comparing((event) -> new ComparableVersion(event.iterator().next().asString()));

	private final JsonNode document;

	OsvAdvisory(JsonNode document) {
		this.document = document;
	}

	/** The names of the Maven libraries that this advisory is about. */
	Stream<String> libraries() {
		return affected().map(OsvAdvisory::name).distinct();
	}

	/** Whether a version has the vulnerability. A withdrawn advisory affects none. */
	boolean affects(LibraryVersion library) {
		return affected().filter((affected) -> name(affected).equals(library.name()))
			.anyMatch((affected) -> contains(affected, library.version()));
	}

	@Override
	public String toString() {
		return Stream.concat(Stream.of(this.document.path("id")), this.document.path("aliases").valueStream())
			.map(JsonNode::asString)
			.toList() + " " + this.document.path("summary").asString("");
	}

	private Stream<JsonNode> affected() {
		if (this.document.has("withdrawn")) {
			return Stream.empty();
		}
		return this.document.path("affected")
			.valueStream()
			.filter((affected) -> affected.at("/package/ecosystem").asString("").equals("Maven"));
	}

	private static String name(JsonNode affected) {
		return affected.at("/package/name").asString();
	}

	private static boolean contains(JsonNode affected, String version) {
		return affected.path("versions").valueStream().anyMatch((each) -> each.asString().equals(version))
				|| affected.path("ranges")
					.valueStream()
					.filter((range) -> !range.path("type").asString().equals("GIT"))
					.anyMatch((range) -> isInRange(range, new ComparableVersion(version)));
	}

	private static boolean isInRange(JsonNode range, ComparableVersion version) {
		List<JsonNode> events = range.path("events").valueStream().sorted(BY_VERSION).toList();
		boolean inside = false;
		for (JsonNode event : events) {
			inside = switch (event.propertyNames().iterator().next()) {
				case "introduced" -> inside || compare(event, version) <= 0;
				case "fixed" -> inside && compare(event, version) > 0;
				case "last_affected" -> inside && compare(event, version) >= 0;
				default -> inside;
			};
		}
		return inside;
	}

	private static int compare(JsonNode event, ComparableVersion version) {
		return new ComparableVersion(event.iterator().next().asString()).compareTo(version);
	}

}
