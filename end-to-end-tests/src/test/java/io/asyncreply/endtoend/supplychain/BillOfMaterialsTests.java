package io.asyncreply.endtoend.supplychain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.asyncreply.endtoend.repository.RepositoryFiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the bill of materials that Maven writes into the jar of each system. Without a
 * database in {@code ASYNCREPLY_OSV_DATABASE}, only the vulnerabilities in
 * {@code config/known-vulnerabilities.json} are known.
 */
class BillOfMaterialsTests {

	private static final Path KNOWN_VULNERABILITIES = RepositoryFiles.path("config/known-vulnerabilities.json");

	@ParameterizedTest
	@ValueSource(strings = { "system-a", "system-b" })
	void listsNoLibraryWithKnownVulnerability(String system) throws IOException {
		OsvDatabase database = new OsvDatabase().add(KNOWN_VULNERABILITIES);
		Optional<Path> given = Optional.ofNullable(System.getenv("ASYNCREPLY_OSV_DATABASE"))
			.filter((value) -> !value.isEmpty())
			.map(Path::of);
		if (given.isPresent()) {
			int known = database.size();
			assertThat(database.add(given.get()).size()).as("libraries in %s", given.get()).isGreaterThan(known);
		}
		assertThat(database.vulnerabilitiesOf(libraries(system))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "org.apache.tomcat.embed:tomcat-embed-core,11.0.24,CVE-2026-118233",
			"org.apache.tomcat.embed:tomcat-embed-core,11.0.27,CVE-2026-117517",
			"com.rabbitmq:amqp-client,5.30.0,CVE-2026-69219", "com.rabbitmq:amqp-client,5.33.1,CVE-2026-75516" })
	void knowsVulnerabilitiesOfReplacedVersion(String name, String version, String id) throws IOException {
		List<LibraryVersion> libraries = libraries("system-a").stream()
			.map((library) -> library.name().equals(name) ? new LibraryVersion(name, version) : library)
			.toList();
		assertThat(new OsvDatabase().add(KNOWN_VULNERABILITIES).vulnerabilitiesOf(libraries))
			.anySatisfy((line) -> assertThat(line).startsWith(name + " " + version).contains(id));
	}

	@ParameterizedTest
	@ValueSource(strings = { "system-a", "system-b" })
	void listsLibrariesOfJar(String system) {
		assertThat(libraries(system)).extracting(LibraryVersion::name)
			.contains("io.asyncreply:messaging", "org.apache.tomcat.embed:tomcat-embed-core",
					"com.rabbitmq:amqp-client")
			.hasSizeGreaterThan(50);
	}

	@ParameterizedTest
	@ValueSource(strings = { "system-a", "system-b" })
	void keepsUnusedLibrariesOut(String system) {
		assertThat(libraries(system)).extracting(LibraryVersion::name)
			.noneMatch((name) -> name.matches("io\\.netty:.*|.*:tomcat-embed-websocket|.*:micrometer-jakarta9"
					+ "|org\\.checkerframework:.*|.*kotlin.*|.*:okhttp.*"));
	}

	@Test
	void licensesJars() {
		assertThat(List.of("system-a", "system-b")).allSatisfy((system) -> {
			assertThat(RepositoryFiles.text(system + "/target/classes/META-INF/NOTICE"))
				.isEqualTo(RepositoryFiles.text("NOTICE"));
			assertThat(RepositoryFiles.text(system + "/target/classes/META-INF/LICENSE"))
				.isEqualTo(RepositoryFiles.text("LICENSE"));
		});
	}

	private static List<LibraryVersion> libraries(String system) {
		return LibraryVersion.of(RepositoryFiles.json(system + "/target/classes/META-INF/sbom/application.cdx.json"));
	}

}
