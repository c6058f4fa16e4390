package io.asyncreply.endtoend.supplychain;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OsvDatabaseTests {

	private static final String ADVISORY = """
			{"id": "GHSA-1", "aliases": ["CVE-1"], "summary": "A fault",
			 "affected": [
			  {"package": {"ecosystem": "Maven", "name": "g:a"}, "versions": ["9"],
			   "ranges": [
			    {"type": "ECOSYSTEM", "events": [{"fixed": "2.1"}, {"introduced": "2.0-M1"}]},
			    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "1.5"}]},
			    {"type": "GIT", "events": [{"introduced": "0"}]}]},
			  {"package": {"ecosystem": "npm", "name": "g:b"},
			   "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]}
			""";

	@ParameterizedTest
	@CsvSource({ "g:a,0.1,true", "g:a,1.5,true", "g:a,1.5.1,false", "g:a,2.0-M1,true", "g:a,2.0,true",
			"g:a,2.0.10,true", "g:a,2.1-RC1,true", "g:a,2.1,false", "g:a,2.10,false", "g:a,9,true", "g:b,1,false",
			"g:c,1,false" })
	void findsAffectedVersions(String name, String version, boolean affected, @TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("one.json"), ADVISORY);
		assertThat(new OsvDatabase().add(file).vulnerabilitiesOf(List.of(new LibraryVersion(name, version))))
			.isEqualTo(affected ? List.of(name + " " + version + ": [GHSA-1, CVE-1] A fault") : List.of());
	}

	@Test
	void ignoresWithdrawnAdvisory(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("one.json"),
				ADVISORY.replaceFirst("\\{", "{\"withdrawn\": \"2026-01-01T00:00:00Z\", "));
		assertThat(new OsvDatabase().add(folder).size()).isZero();
	}

	@Test
	void readsArchive(@TempDir Path folder) throws IOException {
		Path archive = folder.resolve("all.zip");
		try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
			Files.writeString(files.getPath("one.json"), ADVISORY);
			Files.writeString(files.getPath("two.json"), "[" + ADVISORY.replace("g:a", "g:d") + "]");
		}
		assertThat(new OsvDatabase().add(archive).size()).isEqualTo(2);
	}

}
