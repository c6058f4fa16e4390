package io.asyncreply.endtoend.supplychain;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * One version of a library, as a bill of materials lists it.
 *
 * @param name the group and the artifact, with a colon between them
 */
record LibraryVersion(String name, String version) {

	/**
	 * The libraries in a bill of materials.
	 * @param bill a document in the CycloneDX format
	 */
	static List<LibraryVersion> of(JsonNode bill) {
		return bill.path("components")
			.valueStream()
			.map((component) -> new LibraryVersion(
					component.path("group").asString() + ":" + component.path("name").asString(),
					component.path("version").asString()))
			.toList();
	}

}
