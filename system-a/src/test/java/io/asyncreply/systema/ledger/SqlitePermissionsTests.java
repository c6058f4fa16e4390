package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who can read the files of a SQLite ledger.
 */
class SqlitePermissionsTests {

	@TempDir
	Path folder;

	@Test
	void keepsFilesAndFoldersPrivate() throws IOException {
		try (LedgerFixture fixture = open()) {
			fixture.accept();
			assertPrivate();
		}
		try (Stream<Path> files = Files.list(run())) {
			for (Path file : files.toList()) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
			}
		}
		try (LedgerFixture fixture = open()) {
			fixture.accept();
			assertPrivate();
		}
	}

	private void assertPrivate() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder.resolve("data"))))
			.isEqualTo("rwx------");
		try (Stream<Path> paths = Files.walk(run(), 1)) {
			List<Path> found = paths.toList();
			assertThat(found).extracting((path) -> path.getFileName().toString())
				.containsExactlyInAnyOrder("run", "native", "ledger.db", "ledger.db-wal", "ledger.db-shm",
						"ledger.db.lock");
			assertThat(found)
				.allSatisfy((path) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
					.isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
		}
	}

	private LedgerFixture open() {
		return new LedgerFixture(Map.of("spring.datasource.url", "jdbc:sqlite:" + run().resolve("ledger.db")),
				new ManualClock());
	}

	private Path run() {
		return this.folder.resolve("data/run");
	}

}
